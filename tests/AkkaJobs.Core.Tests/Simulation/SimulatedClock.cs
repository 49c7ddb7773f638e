namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// One node's clock: ahead or behind, too fast or too slow, and sometimes set. As in the real shell it never runs back:
/// while it is ahead of what the wall says, it goes on at half its pace.
/// </summary>
internal sealed class SimulatedClock(World world)
{
    private readonly double _rate = 1 + world.Between(-0.01, 0.01);
    private double _ahead = world.Between(-4000, 4000);
    private double _told = double.MinValue;
    private Timestamp _toldAt = world.Now;

    public Timestamp Now
    {
        get
        {
            var elapsed = world.Now.Milliseconds - _toldAt.Milliseconds;
            _told = Math.Max(Wall, _told + (elapsed / 2.0));
            _toldAt = world.Now;
            return new Timestamp((long)_told);
        }
    }

    /// <summary>Whether it goes at half its pace now.</summary>
    public bool IsHeldBack => _told > Wall;

    private double Wall => _ahead + (world.Now.Milliseconds * _rate) - (world.Begin.Milliseconds * (_rate - 1));

    public void GoOnFrom(Timestamp moment) => _told = Math.Max(Now.Milliseconds, moment.Milliseconds);

    public void Set(double seconds) => _ahead += 1000 * seconds;
}
