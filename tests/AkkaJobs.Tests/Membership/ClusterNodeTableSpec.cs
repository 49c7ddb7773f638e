using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Membership;

public abstract class ClusterNodeTableSpec : IDisposable
{
    private readonly TestStore _store;

    private protected ClusterNodeTableSpec(TestStore store) => _store = store;

    [SkippableFact]
    public void What_is_written_last_stands()
    {
        var table = new ClusterNodeTable(_store.Tables, TimeProvider.System);
        Assert.Empty(table.Read());

        table.Write(["a", "b"]);
        table.Write(["b", "c"]);

        Assert.Equal(["b", "c"], table.Read());
    }

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteClusterNodeTable() : ClusterNodeTableSpec(SqliteStore.New());

public sealed class PostgresClusterNodeTable() : ClusterNodeTableSpec(PostgresStore.New());
