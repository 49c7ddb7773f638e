using System.Runtime.Serialization;
using Akka.Cluster;
using Akka.Configuration;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A coordinator here, a bot and a client there, and the network between them.</summary>
public sealed class TwoNodesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Heard _heard = new();

    [Fact]
    public async Task Large_jobs_in_bulk_pass_through_a_node_that_does_not_coordinate()
    {
        await using var first = await FirstAsync();
        await using var second = await SecondAsync(first);
        var args = JsonText.Parse($"\"{new string('x', Limits.MaxArgsBytes - 2)}\"");

        var outcomes = await second.Client.EnqueueManyAsync(
            [.. Enumerable.Range(0, 40).Select(_ => new JobRequest("echo", args))]);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Rejection));
        foreach (var outcome in outcomes)
        {
            var job = (await first.Client.WaitAsync(outcome.Id, Patience))!;
            Assert.Equal(JobStatus.Succeeded, job.Status);
            Assert.Equal(Limits.MaxResultBytes, job.Result!.Value.Length);
        }

        // One by one they share messages; so do the answers, which hold the jobs.
        var waiting = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            _ => second.Client.EnqueueAsync(new JobRequest("nobody", args))));
        var cancelled = await Task.WhenAll(waiting.Select(
            outcome => second.Client.CancelAsync(outcome.Id, new Request("alice", "not wanted"))));
        Assert.All(cancelled, job => Assert.Equal(JobStatus.Cancelled, job.Status));
        Assert.False(_heard.Has("oversized"), string.Join('\n', _heard.Lines));
    }

    // Not with akka.actor.serialize-messages as well: with strict serialization Akka 1.5.74 then refuses its own
    // cluster's messages. Those of ours that stay on their node are looked at by MessagesTests.
    [Fact]
    public async Task Every_message_has_a_place_in_the_protocol_and_no_other_serializer_takes_it()
    {
        await using var first = await FirstAsync();
        await using (var second = await SecondAsync(first))
        {
            var id = await second.Client.EnqueueAsync("echo", 5);
            Assert.Equal(5, await first.Client.WaitForResultAsync<int>(id, Patience));
            var failing = await first.Client.EnqueueAsync("fail", 5);
            await Assert.ThrowsAsync<JobFailedException>(
                () => first.Client.WaitForResultAsync<int>(failing, Patience));
            await first.Operator.RetryAsync(failing, new Request("alice", "again"));

            var elsewhere = await second.Client.EnqueueAsync("elsewhere", 5);
            var claim = new RemoteClaim("remote", "s", ["elsewhere"]) { Wait = TimeSpan.FromSeconds(20) };
            var claimed = Assert.Single(await second.RemoteBots.ClaimAsync(claim));
            await second.RemoteBots.HeartbeatAsync(
                new RemoteHeartbeat("remote", "s", [new RunningAttempt(elsewhere, claimed.Token, null)]));
            var tried = await second.Operator.ReleaseAsync(elsewhere, new Request("alice"), dryRun: true);
            Assert.Equal(claimed.Token, tried.Release!.Token);
            Assert.Equal(JobStatus.Processing, (await second.Client.ExplainAsync(elsewhere))!.Status);
            Assert.Empty((await second.Operator.StuckAsync()).Items);
            await second.RemoteBots.CompleteAsync(elsewhere, claimed.Token, JsonText.Parse("1"), null);

            var waits = await second.Client.EnqueueAsync("nobody", 5);
            await second.Client.CancelAsync(waits, new Request("alice"));
            Assert.Equal(["bot-2", "remote"], (await second.Client.BotsAsync()).Items.Select(bot => bot.Name));
            Assert.NotNull((await first.Client.StatsAsync()).Coordinator);
            await first.Operator.DrainBotAsync("bot-2", new Request("alice"));
            await first.Operator.ResumeBotAsync("bot-2", new Request("alice"));

            var unbound = Assert.ThrowsAny<Exception>(
                () => second.System.Serialization.FindSerializerFor(new Unbound(1)));
            Assert.IsType<SerializationException>(unbound);
        }

        Assert.False(_heard.Has("serializ"), string.Join('\n', _heard.Lines));
    }

    [Fact]
    public async Task A_host_whose_frame_would_lose_messages_does_not_start()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => JobsHost.StartAsync(jobs => jobs.Configure(o =>
            o.Akka = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.maximum-frame-size = 128000b")
                .WithFallback(o.Akka))));
        Assert.Contains("maximum-frame-size must be at least", $"{fault}", StringComparison.Ordinal);
    }

    public void Dispose() => _heard.Dispose();

    private Task<JobsHost> FirstAsync() => JobsHost.StartAsync(jobs =>
    {
        _heard.Hear(jobs);
        jobs.Configure(o => o.Roles = ["coordinator", "http"]);
    });

    private Task<JobsHost> SecondAsync(JobsHost first)
    {
        var seed = Cluster.Get(first.System).SelfAddress;
        return JobsHost.StartAsync(jobs =>
        {
            _heard.Hear(jobs);
            jobs.AddHandler<JsonText, JsonText>("echo", (args, _) => args)
                .AddHandler<int, int>("fail", Fail)
                .Configure(o => o.Roles = ["bot"])
                .Configure(o => o.Node.Seeds = [$"{seed.Host}:{seed.Port}"])
                .Configure(o => o.Bot.Name = "bot-2");
        });
    }

    private static int Fail(int args, JobContext job) => throw new AttemptFailedException("never works", false);

    private sealed record Unbound(int Number);
}
