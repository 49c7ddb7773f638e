using System.Data.Common;
using AkkaJobs.Audit;
using AkkaJobs.Configuration;
using AkkaJobs.Hosting;
using AkkaJobs.Storage;

namespace AkkaJobs.Node;

/// <summary>The audit as a command: a line for each difference as it is found, and one that sums up.</summary>
internal static class NodeAudit
{
    private const int Clean = 0;
    private const int Differs = 1;

    /// <summary>Audits, and mends if that is asked for.</summary>
    /// <returns>The exit code: 0 when all agree, after the repair if there was one; else 1.</returns>
    /// <exception cref="InvalidOptionsException">There is nothing to audit, or a node runs that cannot be asked to
    /// repair.</exception>
    public static async Task<int> RunAsync(
        AkkaJobsOptions options, bool repair, TimeProvider time, TextWriter output, CancellationToken cancel)
    {
        using var store = JobsStore.Of(options, time);
        try
        {
            Check(options, store, repair);
            string? holder = null;
            using var held = repair ? Take(options, store, time, out holder) : null;
            if (holder is not null)
            {
                return await RunningNode.RepairAsync(options, holder, output, cancel) ? Clean : Differs;
            }

            if (repair)
            {
                store.MakeTables();
            }

            var talk = new AuditTalk(store, options.LakeFolder, isLive: false, line => Say(line, output), time);
            return talk.Run(repair, cancel) ? Clean : Differs;
        }
        catch (DbException away)
        {
            output.WriteLine($"The audit ends here: a database cannot be read. {away.Message}");
            return Differs;
        }
    }

    private static void Say(AuditLine line, TextWriter output)
    {
        if (line.Kind != AuditLineKind.Progress)
        {
            output.WriteLine(line.Text);
        }
    }

    private static void Check(AkkaJobsOptions options, JobsStore store, bool repair) =>
        InvalidOptionsException.ThrowIfAny((Has(store.Journal, "journal"), Has(store.Tables, "jobs")) switch
        {
            (false, false) =>
                [$"There is no journal and no table in {options.DataPlace}: say where with --data or --database."],
            (false, true) =>
            [
                $"There is no journal in {store.Journal.Place}: without it nothing says what tables and datalake "
                + "must hold.",
            ],
            (true, false) when !repair =>
                [$"There are no tables in {store.Tables.Place}: a node makes them anew from the journal."],
            _ => [],
        });

    private static bool Has(JobsDatabase database, string table)
    {
        using var connection = database.OpenToLook();
        return database.Dialect.ColumnsOf(connection, table).Count > 0;
    }

    /// <summary>Takes what keeps nodes out; null, and who holds it, while one is at work.</summary>
    private static IDisposable? Take(
        AkkaJobsOptions options, JobsStore store, TimeProvider time, out string? holder)
    {
        holder = null;
        if (store.Journal is PostgresDatabase database)
        {
            var taken = PostgresRepairLock.TryTake(database);
            holder = taken is null ? $"A node, or another repair, is connected to {database.Place}." : null;
            return taken;
        }

        try
        {
            return DataFolderLock.Take(options.SqliteFolder, "audit --repair", time.GetUtcNow());
        }
        catch (DataFolderInUseException held)
        {
            holder = held.Message;
            return null;
        }
    }
}
