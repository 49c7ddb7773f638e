using AkkaJobs.Coordinator;

namespace AkkaJobs.Tests.Coordinator;

public sealed class SteadyClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TwoClocks _time = new();
    private readonly SteadyClock _clock;

    public SteadyClockTests() => _clock = new SteadyClock(_time);

    [Fact]
    public void Tells_the_wall_clocks_time()
    {
        Assert.Equal(At(0), _clock.Now);
        _time.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(At(5), _clock.Now);
    }

    [Fact]
    public void Goes_on_at_half_the_pace_when_the_wall_clock_is_set_back_until_that_has_caught_up()
    {
        Assert.Equal(At(0), _clock.Now);
        _time.Wall -= TimeSpan.FromSeconds(60);
        Assert.Equal(At(0), _clock.Now);

        _time.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(At(10), _clock.Now);
        _time.Pass(TimeSpan.FromSeconds(100));
        Assert.Equal(At(60), _clock.Now);
        _time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(At(70), _clock.Now);
    }

    [Fact]
    public void However_often_it_is_asked_it_does_not_stand_still()
    {
        _ = _clock.Now;
        _time.Wall -= TimeSpan.FromHours(1);
        for (var i = 0; i < 100_000; i++)
        {
            _time.Pass(TimeSpan.FromMicroseconds(20));
            _ = _clock.Now;
        }

        Assert.Equal(At(1), _clock.Now);
    }

    [Fact]
    public void Goes_on_from_a_journal_that_is_ahead()
    {
        _clock.GoOnFrom(At(30));
        Assert.Equal(At(30), _clock.Now);
        _time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(At(35), _clock.Now);
    }

    [Fact]
    public void A_journal_that_is_behind_does_not_take_it_back()
    {
        _clock.GoOnFrom(At(-30));
        Assert.Equal(At(0), _clock.Now);
    }

    private static Timestamp At(int seconds) => Timestamp.From(Noon.AddSeconds(seconds));

    /// <summary>A wall clock that can be set, beside a monotonic one.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        private long _ticks;

        public DateTimeOffset Wall { get; set; } = Noon;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan time)
        {
            _ticks += time.Ticks;
            Wall += time;
        }
    }
}
