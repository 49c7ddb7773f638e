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
    /// <summary>Since when the symptoms of the last look hold, by key. Bounded as they are.</summary>
    private readonly Dictionary<string, Timestamp> _since = [];

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
        Raised = AlertNotice.Raised(alert, held, Raised?.Since ?? held.Min(symptom => _since[symptom.Key]), now);
        if (!isNew && (repeat == TimeSpan.Zero || now - _toldAt < repeat))
            return null;
        _toldAt = now;
        return Raised;
    }

    /// <summary>Nobody knows: what is raised stays so, and what was seen has to be seen anew.</summary>
    public AlertNotice? NotKnown()
    {
        _since.Clear();
        _goneAt = null;
        return null;
    }

    /// <summary>It is not for this node any more.</summary>
    /// <returns>That it is cleared here, if it was raised.</returns>
    public AlertNotice? End(string why, Timestamp now)
    {
        var cleared = Raised?.Cleared(why, now);
        Raised = null;
        NotKnown();
        return cleared;
    }

    private List<Symptom> Held(IEnumerable<Symptom> symptoms, Timestamp now)
    {
        var before = new Dictionary<string, Timestamp>(_since);
        var held = new List<Symptom>();
        _since.Clear();
        foreach (var symptom in symptoms)
        {
            var since = symptom.Since ?? before.GetValueOrDefault(symptom.Key, now);
            _since[symptom.Key] = since;
            if (now - since >= symptom.For)
                held.Add(symptom);
        }

        return held;
    }

    private AlertNotice? Clear(Timestamp now)
    {
        if (Raised is null)
            return null;
        _goneAt ??= now;
        return now - _goneAt >= clearAfter ? End("It is over.", now) : null;
    }
}
