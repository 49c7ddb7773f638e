using Akka.Actor;
using Akka.TestKit;
using AkkaJobs.Coordination;
using AkkaJobs.Coordinator;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Coordinator;

/// <summary>What may be many leaves the coordinator in as many messages as it takes.</summary>
public sealed class FrameTests : CoordinatorSpec
{
    private const int Jobs = 20;

    private static readonly string LargeArgs = $"\"{new string('x', Limits.MaxArgsBytes - 2)}\"";

    [Fact]
    public async Task Claims_to_one_bot_and_claims_sent_again_come_in_messages_that_fit()
    {
        var coordinator = await StartAsync();
        var bot = CreateTestProbe();
        for (var i = 0; i < Jobs; i++)
            Assert.IsType<Enqueued>(await SendAsync(coordinator, Job(NewId(), args: LargeArgs)));

        coordinator.Tell(new Commands(1, [new JoinBot("b", "s", "node", Jobs, ["sum"])]), bot);
        var epoch = (await bot.ExpectMsgAsync<Replies>()).Epoch;
        Beat(coordinator, bot, epoch, seen: 0);
        var tokens = await ClaimsAsync(bot);

        // It says that it has seen all of it, and lists nothing: then all of it comes again.
        Beat(coordinator, bot, epoch, seen: 1_000);
        Assert.Equal(tokens, await ClaimsAsync(bot));
    }

    [Fact]
    public async Task Bots_are_listed_in_pages()
    {
        var coordinator = await StartAsync();
        string[] operations = [.. Enumerable.Range(0, 256).Select(i => $"{i:D3}{new string('o', 125)}")];
        for (var i = 0; i < 60; i++)
        {
            var join = new JoinBot($"bot-{i:D2}", $"s{i}", "node", 1, operations);
            Assert.IsType<BotStands>(await SendAsync(coordinator, join));
        }

        var (names, pages, more) = (new List<string>(), 0, true);
        for (; more; pages++)
        {
            var page = await coordinator.Ask<BotsListed>(new ListBots(names.LastOrDefault("")));
            Fits(page);
            names.AddRange(page.Bots.Select(bot => bot.Name));
            more = page.More;
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"bot-{i:D2}"), names);
        Assert.True(pages > 1);
    }

    [Fact]
    public async Task Of_very_many_operations_those_with_most_jobs_are_counted_by_name()
    {
        var coordinator = await StartAsync();
        const int operations = OpenCounts.MaxOperations + 500;
        for (var i = 0; i < operations; i++)
            coordinator.Tell(new Commands(i, [Of($"{i:D4}{new string('o', 124)}"), Of("sum"), Of("echo")]), TestActor);

        var stats = await StatsAsync(coordinator);

        Fits(stats);
        Assert.Equal(3 * operations, stats.Open.Sum(open => open.Count));
        Assert.Equal(operations, stats.Open.Single(open => open.Operation == "sum").Count);
        Assert.Equal(OpenCounts.MaxOperations, stats.Open.Count(open => open.Operation.Length > 0));
        var view = AkkaJobs.Client.StatsViews.Make(stats, new Dictionary<JobStatus, long>());
        Assert.Equal(3 * operations, view.Jobs["pending"]);
        Assert.DoesNotContain("", view.Operations.Keys);
    }

    private static Enqueue Of(string operation) => new(
        new JobSpec { Id = NewId(), Operation = operation, Queue = "default", Args = JsonText.Parse("1") }, null, true);

    private static void Beat(IActorRef coordinator, TestProbe bot, long epoch, long seen) =>
        coordinator.Tell(new Commands(2, [new Heartbeat("b", "s", Jobs, ["sum"], epoch, seen, [])]), bot);

    /// <summary>The tokens of the claims that arrive, until each job has come once.</summary>
    private static async Task<IEnumerable<long>> ClaimsAsync(TestProbe bot)
    {
        var tokens = new SortedSet<long>();
        while (tokens.Count < Jobs)
        {
            var message = await bot.ExpectMsgAsync<IWireMessage>();
            Fits(message);
            var claims = message switch
            {
                Replies replies => replies.Items.OfType<HeartbeatAnswered>().SelectMany(answered => answered.Again),
                Notices notices => notices.Items.OfType<JobPlaced>().Select(placed => placed.Job),
                _ => [],
            };
            Assert.All(claims, claim => Assert.True(tokens.Add(claim.Token)));
        }

        return tokens;
    }

    private static void Fits(IWireMessage message) => Assert.InRange(
        WireFormat.Write(message).Length, 1, WireBounds.LeastFrame(new CoordinatorOptions().NoticeBytes) - 1_024);
}
