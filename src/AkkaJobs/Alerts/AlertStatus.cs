namespace AkkaJobs.Alerts;

/// <summary>The alerts of this node as they stand, for whoever asks while they are watched.</summary>
internal sealed class AlertStatus
{
    private volatile IReadOnlyList<(Alert Alert, AlertNotice? Raised)> _standing = [];

    /// <summary>The alerts that are this node's to raise, each with what it is raised for, or null.</summary>
    public IReadOnlyList<(Alert Alert, AlertNotice? Raised)> Standing
    {
        get => _standing;
        set => _standing = value;
    }

    /// <summary>Those that are raised.</summary>
    public IEnumerable<AlertNotice> Raised => _standing.Select(standing => standing.Raised).OfType<AlertNotice>();
}
