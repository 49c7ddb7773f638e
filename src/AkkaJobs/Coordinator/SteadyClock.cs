namespace AkkaJobs.Coordinator;

/// <summary>
/// The wall clock, but never back and never still. While it is behind what was told before, because it was set back or
/// because the journal comes from a node whose clock is ahead, time goes on at half its pace, by the monotonic clock,
/// until the wall clock has caught up: leases and timeouts then take twice as long, instead of for ever.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private DateTimeOffset _told = DateTimeOffset.MinValue;
    private long _toldAt = time.GetTimestamp();

    /// <summary>Never before the last answer.</summary>
    public Timestamp Now
    {
        get
        {
            var elapsed = time.GetElapsedTime(_toldAt);
            Tell(_told + (elapsed / 2));
            return Timestamp.From(_told);
        }
    }

    /// <summary>Goes on from a moment that was told elsewhere, unless it is later already.</summary>
    public void GoOnFrom(Timestamp moment) => Tell(moment > Now ? moment.ToDateTimeOffset() : _told);

    private void Tell(DateTimeOffset earliest)
    {
        var wall = time.GetUtcNow();
        _told = wall > earliest ? wall : earliest;
        _toldAt = time.GetTimestamp();
    }
}
