namespace AkkaJobs.Followers;

/// <summary>Where a follower stands, for whoever asks while it works.</summary>
/// <param name="name">The follower.</param>
/// <param name="time">For the age of what it has not stored.</param>
internal sealed class FollowerStatus(string name, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _offset;
    private long _head;
    private Timestamp? _behindSince;
    private string? _error;

    /// <summary>What stops or delays it, or null.</summary>
    public string? Error
    {
        get
        {
            lock (_lock)
            {
                return _error;
            }
        }

        set
        {
            lock (_lock)
            {
                _error = value is null ? null : ErrorText.Cut(value);
            }
        }
    }

    /// <summary>It has stored everything up to here.</summary>
    public void Stored(long offset)
    {
        lock (_lock)
        {
            _offset = offset;
            _behindSince = null;
            _error = null;
        }
    }

    /// <summary>There is more to store.</summary>
    /// <param name="number">An event.</param>
    /// <param name="at">Its time; counts if it is the first one not stored.</param>
    public void Behind(long number, Timestamp at)
    {
        lock (_lock)
        {
            _behindSince ??= number > _offset ? at : null;
        }
    }

    /// <summary>The last event that it knows of.</summary>
    public void Knows(long head)
    {
        lock (_lock)
        {
            _head = Math.Max(_head, head);
        }
    }

    public FollowerView View()
    {
        lock (_lock)
        {
            var lag = Math.Max(0, _head - _offset);
            var age = _behindSince is { } since && lag > 0 ? Timestamp.From(time.GetUtcNow()) - since : TimeSpan.Zero;
            return new FollowerView(name, _offset, lag, Math.Max(0, (long)age.TotalMilliseconds), _error);
        }
    }
}
