using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Audit;

/// <summary>
/// Where the fold of the journal begins: behind an event, with the state that the coordinator had there.
/// </summary>
/// <param name="Row">The journal row that ends with it.</param>
/// <param name="State">The state behind it.</param>
internal sealed record AuditStart(long Row, CoordinatorSnapshot State)
{
    /// <summary>The first event.</summary>
    public static AuditStart Beginning { get; } =
        new(0, new CoordinatorSnapshot(0, default, 0, Formats.First, 0, [], [], []));

    /// <summary>The event behind which it begins.</summary>
    public long Number => State.LastNumber;
}
