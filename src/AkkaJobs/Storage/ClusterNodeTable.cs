using LinqToDB;

namespace AkkaJobs.Storage;

/// <summary>The members of the cluster as they were last seen from a coordinator's node.</summary>
internal sealed class ClusterNodeTable(JobsDatabase tables, TimeProvider time)
{
    /// <summary>Addresses beyond this are not kept: a node needs only one that lives.</summary>
    private const int Most = 1_000;

    public IReadOnlyList<string> Read()
    {
        using var db = tables.Query();
        return [.. db.GetTable<ClusterNodeRow>().Select(row => row.Address).OrderBy(address => address).Take(Most)];
    }

    /// <summary>Puts these in the place of what stands there.</summary>
    public void Write(IReadOnlyCollection<string> addresses)
    {
        var now = Timestamp.From(time.GetUtcNow()).ToString();
        using var db = tables.Query();
        db.BeginTransaction();
        var standing = db.GetTable<ClusterNodeRow>().Select(row => row.Address).ToList();
        db.GetTable<ClusterNodeRow>().Where(row => !addresses.Contains(row.Address)).Delete();
        foreach (var address in addresses.Except(standing).Take(Most))
        {
            db.InsertOrReplace(new ClusterNodeRow { Address = address, SeenAt = now });
        }

        db.CommitTransaction();
    }
}
