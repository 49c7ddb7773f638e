using System.Data.Common;

namespace AkkaJobs.Storage;

/// <summary>
/// Makes what is missing from the row types, brings forward what an earlier version made, and refuses what differs.
/// </summary>
internal static class Schema
{
    /// <summary>The row types of the journal's database.</summary>
    public static IReadOnlyList<Type> Journal { get; } =
        [typeof(JournalRow), typeof(JournalTagRow), typeof(SnapshotPartRow), typeof(SchemaVersionRow)];

    /// <summary>The row types of the tables' database.</summary>
    public static IReadOnlyList<Type> Tables { get; } =
    [
        typeof(JobRow), typeof(ResultRow), typeof(OffsetRow), typeof(DatalakePlanRow), typeof(HorizonRow),
        typeof(ClusterNodeRow), typeof(SchemaVersionRow),
    ];

    /// <summary>The row types of a database that holds both, and that several nodes share.</summary>
    public static IReadOnlyList<Type> Both { get; } =
        [.. Journal.Union(Tables), typeof(LeaseRow), typeof(DownedNodeRow)];

    /// <summary>Every step after version 1, in order.</summary>
    private static readonly IReadOnlyList<Migration> Migrations = [];

    /// <summary>
    /// Makes missing tables and indexes and runs pending migrations, in one transaction, and compares the rest. One
    /// node at a time: others wait, and then find it done. Where nothing is missing nothing is run, so that a role
    /// without the right to make anything can start a node.
    /// </summary>
    /// <param name="database">Where; a SQLite file is made if there is none.</param>
    /// <param name="rows">The row types.</param>
    /// <param name="time">For what is recorded.</param>
    /// <param name="migrations">Tests bring their own.</param>
    /// <exception cref="SchemaMismatchException">A table that stood already differs. Nothing was changed.</exception>
    /// <exception cref="SchemaTooNewException">It is that of a later version. Nothing was changed.</exception>
    /// <exception cref="SchemaNotAllowedException">The role may not make what is missing.</exception>
    public static void Prepare(
        JobsDatabase database, IReadOnlyList<Type> rows, TimeProvider time, IReadOnlyList<Migration>? migrations = null)
    {
        using var connection = database.OpenForSchema();
        if (Plan().IsEmpty)
        {
            Compare(connection, database, rows);
            return;
        }

        using var transaction = database.Dialect.BeginAlone(connection);

        // Anew: another node may have done it while this one waited.
        var plan = Plan();
        Run(connection, database, plan.Tables);
        Compare(connection, database, rows);
        Run(connection, database, plan.Indexes);
        transaction.Commit();

        SchemaPlan Plan() => SchemaPlan.Of(
            connection, database.Place, database.Dialect, rows, migrations ?? Migrations,
            Timestamp.From(time.GetUtcNow()));
    }

    /// <summary>What <see cref="Prepare"/> would run. Changes nothing.</summary>
    /// <exception cref="SchemaMismatchException">It would refuse a table that stands.</exception>
    /// <exception cref="SchemaTooNewException">It would refuse the schema.</exception>
    public static IReadOnlyList<string> DryRun(
        JobsDatabase database, IReadOnlyList<Type> rows, TimeProvider time, IReadOnlyList<Migration>? migrations = null)
    {
        using var connection = database.OpenToLook();
        var plan = SchemaPlan.Of(
            connection, database.Place, database.Dialect, rows, migrations ?? Migrations,
            Timestamp.From(time.GetUtcNow()));
        if (!plan.Migrates)
        {
            Compare(connection, database, rows, onlyStanding: true);
        }

        return [.. plan.Statements];
    }

    private static void Compare(
        DbConnection connection, JobsDatabase database, IReadOnlyList<Type> rows, bool onlyStanding = false)
    {
        var tables = rows.Select(database.Dialect.ModelOf);
        if (onlyStanding)
        {
            tables = tables.Where(table => database.Dialect.ColumnsOf(connection, table.Name).Count > 0);
        }

        if (SchemaComparison.Differences(connection, database.Dialect, tables) is { Count: > 0 } differences)
        {
            throw new SchemaMismatchException(database.Place, differences);
        }
    }

    private static void Run(DbConnection connection, JobsDatabase database, IReadOnlyList<string> statements)
    {
        foreach (var sql in statements)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of names in row types, and of migrations; nothing comes from outside.
            command.CommandText = sql;
#pragma warning restore CA2100

            // A table that is changed may be large.
            command.CommandTimeout = 0;
            try
            {
                command.ExecuteNonQuery();
            }
            catch (DbException refused) when (refused.SqlState == SchemaNotAllowedException.SqlState)
            {
                throw new SchemaNotAllowedException(database.Place, refused);
            }
        }
    }
}
