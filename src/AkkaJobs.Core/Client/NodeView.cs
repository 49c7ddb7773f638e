namespace AkkaJobs;

/// <summary>A node of the cluster as the node that was asked sees it.</summary>
public sealed record NodeView
{
    /// <summary>Where the others reach it, as in <c>10.0.0.7:4053</c>.</summary>
    public required string Address { get; init; }

    /// <summary>
    /// <c>joining</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c>, <c>down</c>, <c>removed</c> or <c>weakly-up</c>.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Its roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The version of its program; of a host with its own actor system, what that says.</summary>
    public string Version { get; init; } = "";

    /// <summary>The highest format of journal and messages that it says it reads; 1 if it says none.</summary>
    public int Format { get; init; }

    /// <summary>Whether the node that was asked, and all it hears of, can reach it.</summary>
    public bool Reachable { get; init; }

    /// <summary>Whether the coordinator is there; null while it is nowhere.</summary>
    public bool? Coordinator { get; init; }

    /// <summary>Whether this is the node that was asked.</summary>
    public bool Asked { get; init; }
}
