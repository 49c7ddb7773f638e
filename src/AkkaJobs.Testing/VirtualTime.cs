namespace AkkaJobs.Testing;

/// <summary>A clock that stands until the world goes on; its timers are acts of that world.</summary>
internal sealed class VirtualTime(JobsWorld world) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => world.Now.ToDateTimeOffset();

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(world, WorldAttempt.Current, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <param name="world">Where it goes off.</param>
    /// <param name="attempt">Whose handler set it: it waits for nothing else then. Null for the test's own.</param>
    /// <param name="goOff">What happens.</param>
    private sealed class Timer(JobsWorld world, WorldAttempt? attempt, Action goOff) : ITimer
    {
        private readonly Lock _lock = new();
        private TimeSpan _period;
        private int _setting;
        private bool _isSet;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                Unset();
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Set(dueTime);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (_lock)
            {
                Unset();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            _isSet = true;
            attempt?.WaitsForTimer(1);
            var setting = ++_setting;
            world.Unlocked(dueTime, () => GoOff(setting));
        }

        private void Unset()
        {
            if (_isSet)
            {
                _isSet = false;
                attempt?.WaitsForTimer(-1);
            }
        }

        private void GoOff(int setting)
        {
            lock (_lock)
            {
                if (!_isSet || setting != _setting || attempt is { IsDead: true })
                {
                    return;
                }

                Unset();
                if (_period > TimeSpan.Zero)
                {
                    Set(_period);
                }
            }

            goOff();
        }
    }
}
