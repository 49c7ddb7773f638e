using AkkaJobs.Coordination;

namespace AkkaJobs.Followers;

/// <summary>
/// What a run of commits does to the tables: each job once, as it stands at the end, and each finish.
/// </summary>
internal sealed class RowChanges
{
    /// <summary>In the order of their first events.</summary>
    public List<JobChange> Jobs { get; } = [];

    /// <summary>In the order of their numbers.</summary>
    public List<ResultChange> Results { get; } = [];

    /// <summary>The highest token claimed, or said to be given; 0 if none was.</summary>
    public long Token { get; set; }

    /// <summary>Events read, those that change no row included.</summary>
    public int Events { get; set; }
}

/// <summary>Columns that a change sets together.</summary>
[Flags]
internal enum JobFields
{
    None = 0,

    /// <summary><c>status</c>.</summary>
    Status = 1,

    /// <summary><c>attempt, token, bot, claimed_at</c>.</summary>
    Claim = 2,

    /// <summary><c>result, finished_at, duration_ms</c>.</summary>
    Outcome = 4,

    /// <summary><c>error</c>.</summary>
    Error = 8,

    /// <summary><c>run_at</c>.</summary>
    RunAt = 16,

    /// <summary><c>max_attempts, given_back</c>: more by the attempts given back, up to their bound.</summary>
    GivenBack = 32,
}

/// <summary>How a job's change meets its row.</summary>
internal enum JobChangeKind
{
    /// <summary>The row is there; <see cref="JobChange.Set"/> says which columns change.</summary>
    Update = 1,

    /// <summary>There is no row: the job was enqueued in this run. Every column is known.</summary>
    Insert,

    /// <summary>A retry carried the whole job: every column is known, and the row may have been pruned.</summary>
    Upsert,
}

/// <summary>
/// One job's row after a run of commits. Only the columns named by <see cref="Set"/> are meant in an update.
/// </summary>
internal sealed class JobChange(JobId job)
{
    private HistoryNode? _last;

    public JobId Job { get; } = job;

    public JobChangeKind Kind { get; set; } = JobChangeKind.Update;

    public JobFields Set { get; set; }

    /// <summary>Of an insert or upsert.</summary>
    public JobSpec? Spec { get; set; }

    /// <summary>The row's own number, of an insert or upsert.</summary>
    public long Sequence { get; set; }

    /// <summary>The last event that changed the job; 0 if none did, and only its history grows.</summary>
    public long Number { get; set; }

    /// <summary>The last event read for it.</summary>
    public long LastNumber => _last?.Number ?? 0;

    public JobStatus Status { get; set; }

    public int Attempt { get; set; }

    public long? Token { get; set; }

    public string? Bot { get; set; }

    public Timestamp? ClaimedAt { get; set; }

    public JsonText? Result { get; set; }

    public string? Error { get; set; }

    public Timestamp? RunAt { get; set; }

    public Timestamp? FinishedAt { get; set; }

    public long? DurationMs { get; set; }

    /// <summary>Attempts allowed, of an insert or upsert.</summary>
    public int MaxAttempts { get; set; }

    /// <summary>Attempts given back: in all, of an insert or upsert; in this run, of an update.</summary>
    public int GivenBack { get; set; }

    /// <summary>The first line of this run; the others follow it.</summary>
    public HistoryNode? History { get; private set; }

    /// <summary>Lines of this run.</summary>
    public int HistoryLines { get; private set; }

    public void Append(long number, JobEvent e)
    {
        var node = new HistoryNode(number, e);
        if (_last is null)
        {
            History = node;
        }
        else
        {
            _last.Next = node;
        }

        _last = node;
        HistoryLines++;
    }
}

/// <summary>An event that a history tells; its text is made when the row is written.</summary>
internal sealed class HistoryNode(long number, JobEvent e)
{
    public long Number { get; } = number;

    public JobEvent Event { get; } = e;

    public HistoryNode? Next { get; set; }
}

/// <summary>A finish: one row of <c>results</c>.</summary>
/// <param name="Id">Its event number.</param>
/// <param name="Job">The job's change, which has its args if the run enqueued it; else they come from its row.</param>
/// <param name="Status">How it ended.</param>
/// <param name="At">When.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Token">The accepted report's token, or that of the lease that ended.</param>
/// <param name="Bot">Its bot.</param>
/// <param name="Result">If it succeeded.</param>
/// <param name="Error">If it failed.</param>
/// <param name="DurationMs">As the bot measured it.</param>
internal sealed record ResultChange(
    long Id, JobChange Job, JobStatus Status, Timestamp At, int Attempt, long? Token, string? Bot, JsonText? Result,
    string? Error, long? DurationMs);
