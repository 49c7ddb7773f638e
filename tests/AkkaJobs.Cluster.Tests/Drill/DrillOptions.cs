namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>How much of a drill.</summary>
internal sealed record DrillOptions
{
    /// <summary>Decides kinds, victims, moments and jobs; what the machine makes of them is its own.</summary>
    public required int Seed { get; init; }

    /// <summary>Faults at least.</summary>
    public required int Faults { get; init; }

    /// <summary>How long it goes on at least.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>What is done; each as often as the others, give or take one.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; init; } = Enum.GetValues<FaultKind>();

    /// <summary>By what links are cut.</summary>
    public NetworkKind Network { get; init; }

    /// <summary>Nodes that may hold the coordinator, and answer clients.</summary>
    public int Coordinators { get; init; } = 3;

    /// <summary>Nodes that run jobs.</summary>
    public int Bots { get; init; } = 3;
}
