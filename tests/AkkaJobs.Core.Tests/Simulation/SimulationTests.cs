using Xunit.Abstractions;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// The promise, tried: a minute of lost messages, failed writes, rival coordinators and dying bots, then quiet. How
/// many worlds, and how to see one again: <see cref="Seeds"/>.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_acknowledged_job_finishes_once_whatever_fails()
    {
        var coverage = new Coverage();
        foreach (var seed in Seeds.ToRun)
        {
            var world = new World(seed) { Listener = Seeds.Alone is null ? null : output.WriteLine };
            try
            {
                Life.Live(world);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"Seed {seed} fails {(world.Now - world.Begin).TotalSeconds} s after its begin: {e.Message}. "
                    + Seeds.Replay(seed), e);
            }

            coverage.Add(world);
        }

        output.WriteLine(coverage.ToString());
        Assert.Empty(coverage.TooRare());
    }

    [Fact]
    public void The_same_seed_is_the_same_life()
    {
        var worlds = new[] { new World(7), new World(7) };
        foreach (var world in worlds)
        {
            Life.Live(world);
        }

        Assert.Equal(Written(worlds[0]), Written(worlds[1]));

        static IEnumerable<string> Written(World world) =>
            world.Journal.Events.Zip(world.Journal.StoredAt, (e, at) => $"{e.GetType().Name} {e.At} {at}");
    }
}
