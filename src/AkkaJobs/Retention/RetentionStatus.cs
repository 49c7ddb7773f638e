namespace AkkaJobs.Retention;

/// <summary>What holds retention back on this node, for its health; nothing where no retention runs.</summary>
internal sealed class RetentionStatus
{
    private volatile string? _heldBack;

    /// <summary>Why something that is over is still there; null if nothing is.</summary>
    public string? HeldBack => _heldBack;

    /// <summary>Says so; true if nothing was said to hold it back before, or now nothing is.</summary>
    public bool Say(string? reason)
    {
        var before = _heldBack;
        _heldBack = reason;
        return before is null != reason is null;
    }
}
