using AkkaJobs.Protocol;

namespace AkkaJobs.Alerts;

/// <summary>
/// All alerts of one node: what looks at the coordinator find, to what is to be told. Of the whole cluster's alerts the
/// coordinator's node tells alone; that there is no coordinator, each node for itself.
/// </summary>
internal sealed class AlertRules(AlertOptions options)
{
    private readonly AlertLife[] _ofCluster =
        [.. AlertExtensions.OfCluster.Select(alert => new AlertLife(alert, options.ClearAfter, options.Repeat))];

    private readonly AlertLife _unreachable =
        new(Alert.CoordinatorUnreachable, options.ClearAfter, options.Repeat);

    /// <summary>Whether the coordinator was here when it was heard of last.</summary>
    private bool _isHere;

    /// <summary>The alerts that are this node's to raise, each with what it is raised for, or null.</summary>
    public IReadOnlyList<(Alert Alert, AlertNotice? Raised)> Standing =>
        [.. _ofCluster.Where(_ => _isHere).Append(_unreachable).Select(life => (life.Alert, life.Raised))];

    /// <summary>Takes in one look.</summary>
    /// <param name="read">What the coordinator told; null if it did not answer.</param>
    /// <param name="now">When.</param>
    /// <returns>What is to be told.</returns>
    public IReadOnlyList<AlertNotice> Look(TroubleRead? read, Timestamp now)
    {
        _isHere = read is null ? _isHere : read.Trouble is not null;
        var silence = read is null ? Symptoms.OfSilence(options) : [];
        return [.. _ofCluster.Select(life => Look(life, read, now)).Append(_unreachable.Look(silence, now))
            .OfType<AlertNotice>()];
    }

    private AlertNotice? Look(AlertLife life, TroubleRead? read, Timestamp now) => read switch
    {
        null => life.NotKnown(),
        { Trouble: { } trouble } => life.Look(Symptoms.Of(life.Alert, trouble, options, now), now),
        _ => life.End($"The coordinator is on {read.Node} now, which raises it again if it holds.", now),
    };
}
