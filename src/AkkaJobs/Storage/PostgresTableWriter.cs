using AkkaJobs.Followers;

namespace AkkaJobs.Storage;

/// <summary>PostgreSQL's table writer.</summary>
/// <param name="database">The tables.</param>
/// <param name="name">The follower whose offset goes with the rows.</param>
/// <param name="time">For <c>updated_at</c>.</param>
/// <param name="atStep">Tests cut a write off here.</param>
internal sealed class PostgresTableWriter(
    PostgresDatabase database, string name, TimeProvider time, Action<WriteStep>? atStep = null) : ITableWriter
{
    private PostgresWriting? _session;

    public FollowerOffset ReadOffset() => Do(session => session.ReadOffset());

    public FollowerOffset Write(RowChanges changes, FollowerOffset from, long number, long row)
    {
        var to = new FollowerOffset(number, row, Math.Max(from.Token, changes.Token));
        Do(session =>
        {
            session.Write(changes, from, to);
            return to;
        });
        return to;
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <summary>
    /// After any failure the connection goes, with its transaction: the next call begins from a clean one.
    /// </summary>
    private FollowerOffset Do(Func<PostgresWriting, FollowerOffset> act)
    {
        _session ??= new PostgresWriting(database, name, time, atStep);
        try
        {
            return act(_session);
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
