namespace AkkaJobs.Alerts;

/// <summary>
/// One alert, look by look: raised when a symptom has held for its time, cleared when none has for a while, and told
/// of at both, and now and then between them.
/// </summary>
/// <param name="alert">Which.</param>
/// <param name="clearAfter">How long it stays raised after its last symptom.</param>
/// <param name="repeat">How often it is told again while it is raised; zero for never.</param>
internal sealed class AlertLife(Alert alert, TimeSpan clearAfter, TimeSpan repeat)
{
    /// <summary>
    /// What the last look found, by key, and what has held and is gone for less than the alert takes to clear: what
    /// comes back before is the same still.
    /// </summary>
    private readonly Dictionary<string, Sight> _seen = [];

    /// <summary>The first look that found nothing; null while there is something.</summary>
    private Timestamp? _goneAt;

    private Timestamp _toldAt;

    public Alert Alert => alert;

    /// <summary>What it is raised for, as the last look found it; null while it is not.</summary>
    public AlertNotice? Raised { get; private set; }

    /// <summary>Takes in one look.</summary>
    /// <returns>What is to be told; null if nothing is.</returns>
    public AlertNotice? Look(IEnumerable<Symptom> symptoms, Timestamp now)
    {
        var held = Held(symptoms, now);
        if (held.Count == 0)
            return Clear(now);
        _goneAt = null;
        var isNew = Raised is null;
        Raised = AlertNotice.Raised(alert, held, Raised?.Since ?? held.Min(symptom => _seen[symptom.Key].Since), now);
        if (!isNew && (repeat == TimeSpan.Zero || now - _toldAt < repeat))
            return null;
        _toldAt = now;
        return Raised;
    }

    /// <summary>Nobody knows: what has held is taken to hold, and what had not has to be seen anew.</summary>
    public AlertNotice? NotKnown()
    {
        Forget(sight => !sight.HasHeld);
        _goneAt = null;
        return null;
    }

    /// <summary>It is not for this node any more.</summary>
    /// <returns>That it is cleared here, if it was raised.</returns>
    public AlertNotice? End(string why, Timestamp now)
    {
        var cleared = Raised?.Cleared(why, now);
        Raised = null;
        _seen.Clear();
        _goneAt = null;
        return cleared;
    }

    private List<Symptom> Held(IEnumerable<Symptom> symptoms, Timestamp now)
    {
        var held = new List<Symptom>();
        foreach (var symptom in symptoms)
        {
            // One that says itself since when it is so is believed, and remembered for nothing.
            var before = symptom.Since is null ? _seen.GetValueOrDefault(symptom.Key) : null;
            var since = symptom.Since ?? before?.Since ?? now;
            var hasHeld = before is { HasHeld: true } || now - since >= symptom.For;
            _seen[symptom.Key] = new Sight(since, now, hasHeld);
            if (hasHeld)
                held.Add(symptom);
        }

        Forget(sight => sight.At < now && (!sight.HasHeld || now - sight.At >= clearAfter));
        return held;
    }

    private void Forget(Func<Sight, bool> which)
    {
        foreach (var key in _seen.Where(seen => which(seen.Value)).Select(seen => seen.Key).ToList())
            _seen.Remove(key);
    }

    private AlertNotice? Clear(Timestamp now)
    {
        if (Raised is null)
            return null;
        _goneAt ??= now;
        return now - _goneAt >= clearAfter ? End("It is over.", now) : null;
    }

    /// <summary>A symptom as it was seen.</summary>
    /// <param name="Since">Since when it is so.</param>
    /// <param name="At">When it was seen last.</param>
    /// <param name="HasHeld">Whether it has held for its time.</param>
    private sealed record Sight(Timestamp Since, Timestamp At, bool HasHeld);
}
