namespace AkkaJobs.Tests.Bots;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;
    private long _wallIsOff;

    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 24, 20, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() =>
        new(Interlocked.Read(ref _ticks) + Interlocked.Read(ref _wallIsOff), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Sets the wall clock, and no other.</summary>
    public void SetWall(TimeSpan by) => Interlocked.Add(ref _wallIsOff, by.Ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
