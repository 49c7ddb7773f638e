using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Wire;

namespace AkkaJobs.Protocol;

/// <summary>What alerts rest on, to the wire's format and back.</summary>
internal static class TroubleWires
{
    public static TroubleReadWire ToWire(this TroubleRead read) => new()
    {
        Node = read.Node,
        Trouble = read.Trouble is { } trouble ? Wire(trouble) : null,
    };

    public static TroubleRead ToTrouble(this TroubleReadWire wire) =>
        new(wire.Node, wire.Trouble is { } trouble ? Read(trouble) : null);

    private static TroubleWire Wire(Trouble trouble)
    {
        var wire = new TroubleWire
        {
            Stuck = trouble.Stuck,
            StuckJobs = { trouble.StuckJobs.Select(job => job.ToBytes()) },
            Unserved = { trouble.Unserved.Select(Wire) },
            Succeeded = trouble.Succeeded,
            Failed = trouble.Failed,
            Followers = { trouble.Followers.Select(StatsWires.ToWire) },
        };
        if (trouble.StuckSummary is { } summary)
        {
            wire.StuckSummary = summary;
        }

        return wire;
    }

    private static Trouble Read(TroubleWire wire) => new(
        wire.Stuck,
        [.. wire.StuckJobs.Select(job => job.ToJobId())],
        wire.HasStuckSummary ? wire.StuckSummary : null,
        [.. wire.Unserved.Select(Read)],
        wire.Succeeded,
        wire.Failed,
        [.. wire.Followers.Select(StatsWires.ToView)]);

    private static UnservedWire Wire(UnservedOperation unserved) => new()
    {
        Operation = unserved.Operation,
        Pending = unserved.Pending,
        Jobs = { unserved.Jobs.Select(job => job.ToBytes()) },
    };

    private static UnservedOperation Read(UnservedWire wire) =>
        new(NamePool.Share(wire.Operation), wire.Pending, [.. wire.Jobs.Select(job => job.ToJobId())]);
}
