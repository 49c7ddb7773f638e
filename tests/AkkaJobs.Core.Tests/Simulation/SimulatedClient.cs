using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>Clients that enqueue until they are told that the job stands, or that it is refused for good.</summary>
internal sealed class SimulatedClient(World world)
{
    /// <summary>The queue of some of its jobs, which an operator may pause.</summary>
    public const string Queue = "reports";

    private const string Place = "client";
    private readonly HashSet<JobId> _refused = [];
    private long _epoch;

    /// <summary>Every job that was ever asked for.</summary>
    public Dictionary<JobId, JobSpec> Specs { get; } = [];

    public HashSet<JobId> Acknowledged { get; } = [];

    public int Jobs { get; init; } = 25;

    /// <summary>What the jobs are like; one of these for each.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = Behaviour.All;

    public int Refused => _refused.Count;

    public bool IsAnswered => Specs.Count == Jobs && Specs.Keys.All(IsSettled);

    public void Begin()
    {
        for (var i = 1; i <= Jobs; i++)
        {
            var spec = new JobSpec
            {
                Id = new JobId(new Guid(i, 0, 0, new byte[8])),
                Operation = world.Of(Behaviour.Operation, Behaviour.Operation, Behaviour.Operation, Behaviour.Rare),
                Queue = world.Of(Limits.DefaultQueue, Queue),
                Args = Behaviour.Args(world.Of(Kinds)),
                Priority = world.Below(10),
                MaxAttempts = world.Below(5) + 1,
                TimeoutMs = world.Of(1000, 4000, 15_000),
                UniqueKey = world.Of<string?>(null, null, null, null, "one", "two"),
            };
            world.After(world.Between(0, 50), () =>
            {
                Specs.Add(spec.Id, spec);
                Enqueue(spec, isFirst: true);
            });
        }
    }

    public void Send(CoordinatorCommand command, Action<CoordinatorReply> hear) =>
        world.Cluster.Send(Place, [command], answer =>
        {
            // As at a node's edge: who has heard a later coordinator takes nothing from an earlier one.
            if (answer is not null && answer.Epoch >= _epoch)
            {
                _epoch = answer.Epoch;
                hear(answer.Items[0]);
            }
        });

    private bool IsSettled(JobId job) => Acknowledged.Contains(job) || _refused.Contains(job);

    private void Enqueue(JobSpec spec, bool isFirst)
    {
        Timestamp? runAt = world.Chance(0.2) ? world.Now + TimeSpan.FromSeconds(world.Between(0, 10)) : null;
        Send(new Enqueue(spec, runAt, FreshId: isFirst), reply => Hear(spec, reply));
        world.After(world.Between(1, 4), () =>
        {
            if (!IsSettled(spec.Id) || world.Mishap(Mishap.ClientRepeated, 0.1))
            {
                Enqueue(spec, isFirst: false);
            }
        });
    }

    private void Hear(JobSpec spec, CoordinatorReply reply)
    {
        switch (reply)
        {
            case Enqueued:
                Acknowledged.Add(spec.Id);
                break;
            case Refused { Rejection.Code: RejectionCode.UniqueKeyTaken }:
                _refused.Add(spec.Id);
                break;
        }
    }
}
