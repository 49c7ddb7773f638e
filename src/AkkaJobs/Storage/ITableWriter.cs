using System.Data.Common;
using AkkaJobs.Followers;

namespace AkkaJobs.Storage;

/// <summary>
/// Writes what runs of commits make of the tables, each run together with the follower's offset in one transaction: a
/// row is written exactly once, whatever is cut off and begun again. One thread at a time.
/// </summary>
internal interface ITableWriter : IDisposable
{
    /// <summary>How far the tables are.</summary>
    /// <exception cref="DbException">They are away.</exception>
    FollowerOffset ReadOffset();

    /// <summary>Writes a run and moves the offset, or does neither.</summary>
    /// <param name="changes">What the run comes to.</param>
    /// <param name="from">Where the offset stands.</param>
    /// <param name="number">The run's last event.</param>
    /// <param name="row">The journal row that ends with it.</param>
    /// <returns>The offset as moved.</returns>
    /// <exception cref="OffsetTakenException">It stands elsewhere.</exception>
    /// <exception cref="RowRefusedException">A row cannot be written, now or later.</exception>
    /// <exception cref="DbException">The tables are away; whether it was written shows in the offset.</exception>
    FollowerOffset Write(RowChanges changes, FollowerOffset from, long number, long row);
}
