namespace AkkaJobs.Followers;

/// <summary>How long a follower waits before it tries again: twice as long each time, up to a bound.</summary>
/// <param name="First">The shortest.</param>
/// <param name="Longest">The bound.</param>
internal sealed record RetryWait(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait after another one.</summary>
    /// <param name="wait">That one.</param>
    /// <param name="hasMoved">Whether the follower has come on since: then it begins anew.</param>
    public TimeSpan After(TimeSpan wait, bool hasMoved)
    {
        if (hasMoved)
        {
            return First;
        }

        return wait * 2 < Longest ? wait * 2 : Longest;
    }
}
