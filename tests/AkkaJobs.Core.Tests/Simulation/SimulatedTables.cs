using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>The read side: follows the journal, now close, now far behind.</summary>
internal sealed class SimulatedTables(World world)
{
    private readonly CoordinatorState _rows = new(new CoordinatorRules());

    public long Offset => _rows.LastNumber;

    public void Begin() => world.Every(0.25, () =>
    {
        if (world.Mishap(Mishap.TablesBehind, 0.2))
        {
            return true;
        }

        while (_rows.LastNumber < world.Journal.Events.Count && !(world.Chaos && world.Chance(0.01)))
        {
            CoordinatorFold.Apply(_rows, world.Journal.Events[(int)_rows.LastNumber]);
        }

        return true;
    });

    /// <summary>Null when no answer comes in time.</summary>
    public TableAnswer? Read(JobId id)
    {
        if (world.Mishap(Mishap.TablesSilent, 0.1))
        {
            return null;
        }

        var job = _rows.Find(id);
        return new TableAnswer(Offset, job is { Status: var status } && !status.IsOpen() ? job : null);
    }
}
