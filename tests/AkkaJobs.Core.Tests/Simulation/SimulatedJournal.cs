using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// Rows with a unique number: of two coordinators, one can write the next. A write may fail; and then the row may stand
/// all the same, since an answer can be lost.
/// </summary>
internal sealed class SimulatedJournal(World world)
{
    private readonly JournalChecks _checks = new(world);

    public List<CoordinatorEvent> Events { get; } = [];

    /// <summary>When each event was stored, by the world's clock: the nodes' clocks are apart.</summary>
    public List<Timestamp> StoredAt { get; } = [];

    public int Rows { get; private set; }

    /// <summary>Stored claims by token.</summary>
    public Dictionary<long, JobClaimed> Claims { get; } = [];

    public int LossesOf(JobId job) => _checks.LossesOf(job);

    /// <summary>Durable before spoken: whether an answer rests on what is stored.</summary>
    public void Check(CoordinatorCommand command, CoordinatorReply reply)
    {
        var stands = (command, reply) switch
        {
            (Enqueue enqueue, Enqueued) => _checks.IsEnqueued(enqueue.Job),
            (Complete complete, ReportAnswered { Answer: ReportAnswer.Stored }) => _checks.IsReported(complete.Token),
            (Fail fail, ReportAnswered { Answer: ReportAnswer.Stored }) => _checks.IsReported(fail.Token),
            _ => true,
        };
        if (!stands)
        {
            throw new BrokenPromiseException(
                Promises.Durable, $"{reply} was said to {command}, but nothing of it is stored");
        }
    }

    public void Write(int row, IReadOnlyList<CoordinatorEvent> events, Action stored, Action failed)
    {
        var latency = world.Mishap(Mishap.WriteSlow, 0.02) ? world.Between(1, 9) : world.Between(0.001, 0.01);
        world.After(latency, () =>
        {
            if (row != Rows || world.Mishap(Mishap.WriteFailed, 0.006))
            {
                failed();
                return;
            }

            Rows++;
            foreach (var e in events)
            {
                world.Listener?.Invoke($"         stored {Events.Count + 1}: {e}");
                Events.Add(e);
                StoredAt.Add(world.Now);
                _checks.Take(e);
            }

            (world.Mishap(Mishap.CrashBetweenWriteAndReply, 0.006) ? failed : stored)();
        });
    }
}
