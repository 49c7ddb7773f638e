using System.Data.Common;
using AkkaJobs.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AkkaJobs.Hosting;

/// <summary>
/// Before the actor system starts: checks the settings, takes the data folder or waits for the database, makes the
/// tables that are missing and compares the others. A mismatch stops the host with every difference named.
/// </summary>
internal sealed class DatabaseStartup(
    AkkaJobsOptions options, Func<JobsStore> open, TimeProvider time, ILogger<DatabaseStartup> log)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly Action<ILogger, string, string, Exception?> NotThereYet =
        LoggerMessage.Define<string, string>(
            LogLevel.Warning, new EventId(1, nameof(NotThereYet)), "{Place} is not there yet: {Reason}");

    private DataFolderLock? _held;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        if (!options.NeedsDatabase)
        {
            return;
        }

        if (options.PostgresConnection is not null)
        {
            await PrepareWhenThereAsync(open(), cancellationToken).ConfigureAwait(false);
            return;
        }

        _held = DataFolderLock.Take(options.SqliteFolder, options.Node.EffectiveName, time.GetUtcNow());
        open().Prepare();
    }

    /// <summary>The SQL that a start would run; tries once.</summary>
    /// <exception cref="DatabaseAwayException">The database cannot be used.</exception>
    public static IReadOnlyList<string> DryRun(JobsStore store)
    {
        try
        {
            return [.. store.DryRun()];
        }
        catch (DbException fault)
        {
            throw CannotBeUsed(store, fault);
        }
    }

    /// <summary>Started first, so stopped last: nobody here writes any more.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A host that failed to start is only disposed of.</summary>
    public void Dispose() => _held?.Dispose();

    /// <summary>A node and its database are often started together, and the database takes longer.</summary>
    private async Task PrepareWhenThereAsync(JobsStore store, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                store.Prepare();
                return;
            }
            catch (DbException fault)
            {
                var left = options.DatabasePatience - time.GetElapsedTime(since);
                if (!ComesByItself(fault) || left <= TimeSpan.Zero)
                {
                    throw CannotBeUsed(store, fault);
                }

                NotThereYet(log, store.Journal.Place, ReasonOf(fault), null);
                await Task.Delay(wait < left ? wait : left, time, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Whether waiting may help: nobody answers, or a server says that it is starting, full or stopping. A wrong
    /// password or a missing database is for its operator.
    /// </summary>
    private static bool ComesByItself(DbException fault) =>
        fault is not PostgresException said || said.IsTransient
        || said.SqlState is ['5', '7', 'P', ..] or ['5', '3', ..] or ['0', '8', ..];

    private static DatabaseAwayException CannotBeUsed(JobsStore store, DbException fault) => new(
        $"{store.Journal.Place} cannot be used: {ReasonOf(fault).TrimEnd('.')}. See akkajobs.database; how long a "
        + "start waits for it is akkajobs.database-patience.", fault);

    private static string ReasonOf(DbException fault) =>
        fault is PostgresException said ? said.MessageText : fault.Message;
}
