using AkkaJobs.Followers;
using AkkaJobs.Node;
using AkkaJobs.Tests.EndToEnd;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Tests.Audit;

/// <summary>The command beside and after a whole node.</summary>
public sealed class NodeAuditTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("akkajobs-").FullName;

    [Fact]
    public async Task A_running_node_and_a_stopped_one_are_clean_and_what_is_broken_is_found_and_mended()
    {
        var node = await StartAsync();
        await LiveAsync(node);
        Assert.Equal((0, "Clean: "), Start(Audit()));
        await node.ExportedAsync(5);
        await node.StopAsync();
        var (code, said) = Audit();
        Assert.Equal((0, "Clean: 5 jobs and 5 finishes"), (code, string.Join(' ', said.Split(' ').Take(6))));

        Execute(
            "jobs.db", "UPDATE results SET result = '1' WHERE operation = 'sum'; DELETE FROM jobs WHERE attempt > 1");
        Directory.Delete(Path.Combine(_folder, "datalake"), recursive: true);
        (code, said) = Audit();
        Assert.Equal(1, code);
        Assert.Contains("results.result: expected 829, found 1", said, StringComparison.Ordinal);
        Assert.Contains("datalake: expected a line, found nothing", said, StringComparison.Ordinal);
        (code, said) = Audit(repair: true);
        Assert.True(code == 0, said);
        Assert.Contains("repaired: tables", said, StringComparison.Ordinal);
        Assert.Equal((0, "Clean: "), Start(Audit()));

        await using var second = await StartAsync();
        var id = await second.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await second.Client.WaitForResultAsync<long>(id, Patience));
        await second.ExportedAsync(6);
        Assert.Equal((0, "Clean: "), Start(Audit()));
    }

    [Fact]
    public async Task An_older_journal_is_mended_and_the_node_goes_on_with_tokens_above_all_that_were_given()
    {
        var first = await StartAsync();
        await LiveAsync(first);
        await first.ExportedAsync(5);
        await first.StopAsync();
        SqliteConnection.ClearAllPools();
        File.Copy(Path.Combine(_folder, "journal.db"), Path.Combine(_folder, "older.db"));

        var second = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var id = await second.Client.EnqueueAsync("sum", new JobsHost.Add(i, 2));
            await second.Client.WaitForResultAsync<long>(id, Patience);
        }

        await second.ExportedAsync(25);
        var given = (long)second.Row("SELECT max(token) AS token FROM results")["token"]!;
        await second.StopAsync();
        SqliteConnection.ClearAllPools();
        foreach (var old in Directory.EnumerateFiles(_folder, "journal.db*"))
        {
            File.Delete(old);
        }

        File.Move(Path.Combine(_folder, "older.db"), Path.Combine(_folder, "journal.db"));
        var ahead = await Assert.ThrowsAsync<TablesAheadException>(() => StartAsync());
        Assert.Contains("AkkaJobs.Node audit --repair", ahead.Message, StringComparison.Ordinal);

        Assert.Equal(1, Audit().Code);
        var (code, said) = Audit(repair: true);
        Assert.True(code == 0, said);

        await using var third = await StartAsync();
        var next = await third.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await third.Client.WaitForResultAsync<long>(next, Patience));
        await third.ExportedAsync(6);
        Assert.True((long)third.Row("SELECT max(token) AS token FROM results")["token"]! > given);
        Assert.Equal((0, "Clean: "), Start(Audit()));
    }

    [Fact]
    public async Task Nothing_is_repaired_while_a_node_runs_that_cannot_be_asked()
    {
        await using var node = await StartAsync();
        var refused = Assert.Throws<InvalidOptionsException>(() => Audit(repair: true));
        Assert.Contains("stop it first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_journal_is_refused_and_left_as_it_is()
    {
        Assert.Throws<InvalidOptionsException>(() => Audit());
        Assert.Throws<InvalidOptionsException>(() => Audit(repair: true));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Tables_that_were_moved_away_are_made_by_a_repair_and_filled_by_the_node()
    {
        var node = await StartAsync();
        await LiveAsync(node);
        await node.ExportedAsync(5);
        await node.StopAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(_folder, "jobs.db*"))
        {
            File.Delete(file);
        }

        Assert.Throws<InvalidOptionsException>(() => Audit());
        Assert.Equal(0, Audit(repair: true).Code);
        await using var second = await StartAsync();
        var next = await second.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        await second.Client.WaitForResultAsync<long>(next, Patience);
        await second.ExportedAsync(6);
        Assert.Equal((0, "Clean: "), Start(Audit()));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static (int, string) Start((int Code, string Said) audit) =>
        (audit.Code, audit.Said[..Math.Min(7, audit.Said.Length)]);

    /// <summary>Five jobs: one succeeds, one fails, one is retried, one cancelled, one released.</summary>
    private static async Task LiveAsync(JobsHost node)
    {
        var done = await node.Client.EnqueueAsync("sum", new JobsHost.Add(727, 102));
        await node.Client.WaitForResultAsync<long>(done, Patience);
        var failed = await node.Client.EnqueueAsync("fail", new JobsHost.Add(1, 2));
        await node.Client.WaitAsync(failed, Patience);
        await node.Operator.RetryAsync(failed, new Request("alice", "again"));
        await node.Client.WaitAsync(failed, Patience);
        var cancelled = await node.Client.EnqueueAsync("elsewhere", new JobsHost.Add(1, 2));
        await node.Client.CancelAsync(cancelled, new Request("alice", "enough"));
        var claim = new RemoteClaim("remote", "session", ["far"]) { Wait = TimeSpan.FromSeconds(10) };
        var released = await node.Client.EnqueueAsync("far", new JobsHost.Add(1, 2));
        var first = Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        await node.Operator.ReleaseAsync(released, new Request("alice", "too slow"));
        var second = Assert.Single(await node.RemoteBots.ClaimAsync(claim));
        await Assert.ThrowsAsync<JobRefusedException>(
            () => node.RemoteBots.CompleteAsync(released, first.Token, JsonText.Parse("99"), null));
        await node.RemoteBots.CompleteAsync(released, second.Token, JsonText.Parse("3"), null);
        await node.Client.EnqueueAsync("elsewhere", new JobsHost.Add(1, 2));
    }

    private Task<JobsHost> StartAsync() => JobsHost.StartAsync(
        jobs => jobs
            .AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B)
            .AddHandler<JobsHost.Add, long>("fail", Fail),
        _folder);

    private static long Fail(JobsHost.Add args, JobContext job) =>
        throw new AttemptFailedException("This never works.", retryable: false);

    private (int Code, string Said) Audit(bool repair = false)
    {
        using var output = new StringWriter();
        var options = new AkkaJobsOptions { DataFolder = _folder };

        // Nobody listens there: the node of these tests has no management port.
        options.Http.ManagementUrl = "http://127.0.0.1:1";
        var code = NodeAudit.RunAsync(options, repair, TimeProvider.System, output, CancellationToken.None);
        return (code.GetAwaiter().GetResult(), output.ToString());
    }

    private void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
