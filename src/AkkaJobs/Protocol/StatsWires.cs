using AkkaJobs.Protocol.Wire;

namespace AkkaJobs.Protocol;

/// <summary>The coordinator's counts, to the wire's format and back.</summary>
internal static class StatsWires
{
    public static StatsReadWire ToWire(this StatsRead stats) => new()
    {
        Node = stats.Node,
        Epoch = stats.Epoch,
        LastNumber = stats.LastNumber,
        ForgottenUpTo = stats.ForgottenUpTo,
        Open = { stats.Open.Select(Wire) },
        Bots = { stats.Bots.ToDictionary() },
        Rates = new RatesWire
        {
            Enqueued = stats.Rates.Enqueued,
            Succeeded = stats.Rates.Succeeded,
            Failed = stats.Rates.Failed,
        },
        Followers = { stats.Followers.Select(ToWire) },
    };

    public static StatsRead ToStats(this StatsReadWire wire) => new(
        wire.Node,
        wire.Epoch,
        wire.LastNumber,
        wire.ForgottenUpTo,
        [.. wire.Open.Select(o => new OpenCount(NamePool.Share(o.Operation), (JobStatus)o.Status, o.Count))],
        wire.Bots.ToDictionary(),
        new RatesView(wire.Rates.Enqueued, wire.Rates.Succeeded, wire.Rates.Failed),
        [.. wire.Followers.Select(ToView)]);

    public static FollowerView ToView(this FollowerWire wire) => new(
        NamePool.Share(wire.Name), wire.Offset, wire.LagEvents, wire.LagMs, wire.HasError ? wire.Error : null);

    public static FollowerWire ToWire(this FollowerView follower)
    {
        var wire = new FollowerWire
        {
            Name = follower.Name,
            Offset = follower.Offset,
            LagEvents = follower.LagEvents,
            LagMs = follower.LagMs,
        };
        if (follower.Error is { } error)
        {
            wire.Error = error;
        }

        return wire;
    }
    private static OpenCountWire Wire(OpenCount open) =>
        new() { Operation = open.Operation, Status = (int)open.Status, Count = open.Count };
}
