using Microsoft.Data.Sqlite;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>The journal's rows name the process that wrote them, and the coordinator may come back to one.</summary>
public sealed class WritersTests
{
    [Fact]
    public async Task A_journal_whose_writers_took_turns_can_be_read()
    {
        var first = await JobsHost.StartAsync(Add);
        for (var i = 0; i < 3; i++)
        {
            var id = await first.Client.EnqueueAsync("sum", new JobsHost.Add(i, 1));
            await first.Client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(30));
        }

        await first.StopAsync();
        TakeTurns(first.Folder);
        await using var second = await JobsHost.StartAsync(Add, first.Folder);
        var more = await second.Client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await second.Client.WaitForResultAsync<long>(more, TimeSpan.FromSeconds(30)));
    }

    private static void Add(AkkaJobsBuilder jobs) => jobs.AddHandler<JobsHost.Add, long>("sum", (a, _) => a.A + a.B);

    /// <summary>As if a coordinator had been stopped, and come back after its successor.</summary>
    private static void TakeTurns(string folder)
    {
        using var journal = new SqliteConnection($"Data Source={Path.Combine(folder, "journal.db")};Pooling=False");
        journal.Open();
        using var command = journal.CreateCommand();
        command.CommandText = "UPDATE journal SET writer_uuid = 'another' WHERE sequence_number = 2";
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
