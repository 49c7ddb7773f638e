using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// Snapshots, saved in parts while commits go on; one is usable only when whole. Whoever saves may fail, or die midway.
/// </summary>
internal sealed class SimulatedSnapshots(World world)
{
    private const int JobsInPart = 4;

    private readonly List<Saved> _saved = [];

    /// <summary>The latest that is whole.</summary>
    public CoordinatorSnapshot? Latest =>
        _saved.Where(saved => saved.IsWhole).MaxBy(saved => saved.Head.LastNumber)?.Whole;

    public int Whole => _saved.Count(saved => saved.IsWhole);

    public void Save(CoordinatorSnapshot snapshot, Func<bool> livesOn, Action ended)
    {
        var saved = new Saved(snapshot);
        _saved.Add(saved);
        SavePart(saved, snapshot.Jobs.Chunk(JobsInPart).ToList(), 0, livesOn, ended);
    }

    private void SavePart(Saved saved, List<JobRecord[]> parts, int next, Func<bool> livesOn, Action ended)
    {
        if (next == parts.Count)
        {
            saved.IsWhole = true;
            ended();
            return;
        }

        var takes = world.Mishap(Mishap.SnapshotSlow, 0.1) ? world.Between(0.5, 4) : world.Between(0.001, 0.05);
        world.After(takes, () =>
        {
            if (!livesOn())
            {
                return;
            }

            if (world.Mishap(Mishap.SnapshotFailed, 0.05))
            {
                ended();
                return;
            }

            saved.Jobs.AddRange(parts[next]);
            SavePart(saved, parts, next + 1, livesOn, ended);
        });
    }

    private sealed class Saved(CoordinatorSnapshot head)
    {
        public CoordinatorSnapshot Head { get; } = head;

        public List<JobRecord> Jobs { get; } = [];

        public bool IsWhole { get; set; }

        public CoordinatorSnapshot Whole => Head with { Jobs = [.. Jobs] };
    }
}
