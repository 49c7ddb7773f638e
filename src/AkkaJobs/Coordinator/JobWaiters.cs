using Akka.Actor;

namespace AkkaJobs.Coordinator;

/// <summary>Clients that wait for a job to finish. Each ends by the job's finish or by its own time.</summary>
internal sealed class JobWaiters
{
    private readonly Dictionary<JobId, List<(IActorRef Who, Timestamp Until)>> _waiting = [];

    public void Add(JobId job, IActorRef who, Timestamp until)
    {
        if (!_waiting.TryGetValue(job, out var list))
        {
            _waiting.Add(job, list = []);
        }

        list.Add((who, until));
    }

    /// <summary>Takes everyone who waits for this job.</summary>
    public IEnumerable<IActorRef> Take(JobId job) =>
        _waiting.Count > 0 && _waiting.Remove(job, out var list) ? list.Select(w => w.Who) : [];

    /// <summary>Everyone, at the end.</summary>
    public IEnumerable<IActorRef> TakeAll() => _waiting.Values.SelectMany(list => list.Select(w => w.Who));

    /// <summary>Takes everyone whose time is up.</summary>
    public IReadOnlyList<(JobId Job, IActorRef Who)> TakeExpired(Timestamp now)
    {
        if (_waiting.Count == 0)
        {
            return [];
        }

        var expired = new List<(JobId, IActorRef)>();
        foreach (var (job, list) in _waiting.ToArray())
        {
            expired.AddRange(list.Where(w => w.Until <= now).Select(w => (job, w.Who)));
            list.RemoveAll(w => w.Until <= now);
            if (list.Count == 0)
            {
                _waiting.Remove(job);
            }
        }

        return expired;
    }
}
