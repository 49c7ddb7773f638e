namespace AkkaJobs.Coordination;

/// <summary>A queue as the coordinator knows it: its jobs in memory by status, and its pause.</summary>
internal sealed class QueueRecord(string name)
{
    public string Name { get; } = name;

    /// <summary>Who paused it; null while it is not paused.</summary>
    public QueuePause? Pause { get; set; }

    /// <summary>All its jobs in memory; when there is none and no pause, the queue is forgotten.</summary>
    public int Jobs { get; private set; }

    /// <summary>Jobs in memory by status.</summary>
    public int[] Counts { get; } = new int[(int)JobStatus.Cancelled + 1];

    /// <summary>A job came, moved on, or was forgotten.</summary>
    public void Count(JobRecord? old, JobRecord? next)
    {
        if (old is not null)
        {
            Jobs--;
            Counts[(int)old.Status]--;
        }

        if (next is not null)
        {
            Jobs++;
            Counts[(int)next.Status]++;
        }
    }
}

/// <summary>An operator's pause of a queue: nothing is claimed from it until it is resumed.</summary>
/// <param name="At">Since when.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
internal sealed record QueuePause(Timestamp At, string? By, string? Reason);
