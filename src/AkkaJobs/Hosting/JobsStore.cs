using AkkaJobs.Coordinator;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Hosting;

/// <summary>Where a node keeps journal and tables: two SQLite files, or one PostgreSQL database.</summary>
internal sealed class JobsStore : IDisposable
{
    private readonly TimeProvider _time;

    private JobsStore(JobsDatabase journal, JobsDatabase tables, TimeProvider time)
    {
        Journal = journal;
        Tables = tables;
        _time = time;
    }

    /// <summary>The truth.</summary>
    public JobsDatabase Journal { get; }

    /// <summary>What is made from it. The same database as <see cref="Journal"/> on PostgreSQL.</summary>
    public JobsDatabase Tables { get; }

    /// <summary>Every database once, with the row types it holds.</summary>
    private IEnumerable<(JobsDatabase Database, IReadOnlyList<Type> Rows)> Parts => Journal == Tables
        ? [(Journal, Schema.Both)]
        : [(Journal, Schema.Journal), (Tables, Schema.Tables)];

    /// <summary>That of checked settings; touches nothing.</summary>
    public static JobsStore Of(AkkaJobsOptions options, TimeProvider time) => options.PostgresConnection is { } text
        ? On(new PostgresDatabase(text), time)
        : In(options.SqliteFolder, time);

    /// <summary>The SQLite files of a folder.</summary>
    public static JobsStore In(string folder, TimeProvider time) =>
        new(SqliteDatabase.Journal(folder), SqliteDatabase.Tables(folder), time);

    /// <summary>One database for both.</summary>
    public static JobsStore On(PostgresDatabase database, TimeProvider time) => new(database, database, time);

    /// <summary>Makes what is missing and compares the rest.</summary>
    /// <exception cref="SchemaMismatchException">A table is not what this version writes; names every
    /// difference.</exception>
    /// <exception cref="SchemaTooNewException">A later version has been here.</exception>
    /// <exception cref="SchemaNotAllowedException">The role may not make what is missing.</exception>
    /// <exception cref="FormatTooNewException">A later version has written in the journal.</exception>
    /// <exception cref="TablesAheadException">The tables hold what the journal does not; names the cure.</exception>
    public void Prepare()
    {
        if (Journal is PostgresDatabase database)
        {
            PostgresRepairLock.Wait(database);
        }

        MakeTables();
        FormatTooNewException.ThrowIfBeyond(NewReader());
        using var writer = NewWriter();
        TablesAheadException.ThrowIfApart(writer.ReadOffset(), NewReader());
    }

    /// <summary>As <see cref="Prepare"/>, but does not ask whether tables and journal belong together.</summary>
    public void MakeTables()
    {
        foreach (var (database, rows) in Parts)
        {
            Schema.Prepare(database, rows, _time);
        }
    }

    /// <summary>The SQL that <see cref="Prepare"/> would run, with a line that says where; changes nothing.</summary>
    public IEnumerable<string> DryRun() => Parts.SelectMany(part => Schema
        .DryRun(part.Database, part.Rows, _time).Select(sql => $"{sql};")
        .Prepend($"-- {part.Database.Place}"));

    public ITableWriter NewWriter() => Tables.NewWriter(TableFollower.Name, _time);

    public JournalReader NewReader() => new(Journal, CoordinatorSettings.PersistenceId, JournalFormat.Read, _time);

    public void Dispose() => (Journal as PostgresDatabase)?.Dispose();
}
