using AkkaJobs.Followers;
using AkkaJobs.Hosting;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;
using LinqToDB;

namespace AkkaJobs.Tests.Followers;

/// <summary>Journal and tables of one test, as a node has them.</summary>
internal sealed class TablesWorld : IDisposable
{
    public const string Coordinator = "coordinator";

    private readonly TestStore _store;

    public TablesWorld(TestStore store)
    {
        _store = store;
        Journal = new JournalReader(JournalDatabase, Coordinator, JournalFormat.Read, TimeProvider.System);
        Tables = new JobTables(TablesDatabase, Journal);
    }

    public JobsStore Node => _store.Node;

    public string Folder => _store.Folder;

    public JobsDatabase JournalDatabase => _store.Journal;

    public JobsDatabase TablesDatabase => _store.Tables;

    public JournalReader Journal { get; }

    public JobTables Tables { get; }

    public static RowChanges Project(params IReadOnlyList<StoredCommit> commits) => JobProjection.Project(commits);

    public ITableWriter Writer(Action<WriteStep>? atStep = null) =>
        TablesDatabase.NewWriter(TableFollower.Name, TimeProvider.System, atStep);

    /// <summary>Writes commits that follow the offset, in one transaction.</summary>
    public void Store(params IReadOnlyList<StoredCommit> commits)
    {
        using var writer = Writer();
        var from = writer.ReadOffset();
        writer.Write(JobProjection.Project(commits), from, commits[^1].Commit.Last, commits[^1].Row);
    }

    /// <summary>Writes commits to the journal, as Akka.Persistence.Sql would.</summary>
    public void Persist(params IReadOnlyList<StoredCommit> commits)
    {
        using var data = JournalDatabase.Query();
        foreach (var commit in commits)
        {
            data.Insert(new JournalRow
            {
                PersistenceId = Coordinator,
                SequenceNumber = commit.Row,
                Message = JournalFormat.Write(commit.Commit),
                Created = DateTime.UtcNow.Ticks,
            });
        }
    }

    public List<ResultRow> Results()
    {
        using var data = TablesDatabase.Query();
        return [.. data.GetTable<ResultRow>().OrderBy(row => row.Id)];
    }

    public List<JobRow> Jobs()
    {
        using var data = TablesDatabase.Query();
        return [.. data.GetTable<JobRow>().OrderBy(row => row.Sequence)];
    }

    public void Execute(string sql) => _store.Execute(sql);

    public void Refuse(string table, string where, string words) => _store.Refuse(table, where, words);

    public void Dispose() => _store.Dispose();
}
