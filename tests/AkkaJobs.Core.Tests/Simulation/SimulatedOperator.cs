using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>An operator who meddles while there is chaos, and afterwards lets every bot work again.</summary>
internal sealed class SimulatedOperator(World world)
{
    private const string Me = "operator";

    /// <summary>
    /// Looks in a row that must find all in order: what was asked for in the chaos may still be on its way.
    /// </summary>
    private const int Quiet = 60;

    private int _quiet;

    public void Begin() => world.Every(1, () =>
    {
        if (!world.Chaos)
        {
            foreach (var bot in world.Cluster.Bots)
            {
                Send(new DrainBot(bot.Name, false, Me, null));
            }

            Send(new DrainBot(SimulatedRemoteBot.Name, false, Me, null));
            Send(new PauseQueue(SimulatedClient.Queue, false, Me, null));
            LetEveryBotHaveAll();
            _quiet = IsInOrder(world.Cluster.Coordinator?.State) ? _quiet + 1 : 0;
            return _quiet < Quiet;
        }

        if (world.Client.Specs.Count > 0)
        {
            Meddle(world.Of([.. world.Client.Specs.Keys]), world.Of([.. world.Cluster.Bots]).Name);
        }

        return true;
    });

    private void Meddle(JobId job, string bot)
    {
        if (world.Mishap(Mishap.OperatorCancelled, 0.04))
        {
            Send(new Cancel(job, Me, null));
        }
        else if (world.Mishap(Mishap.OperatorRetried, 0.05))
        {
            Send(new Retry(job, Me, null));
        }
        else if (world.Mishap(Mishap.OperatorReleased, 0.1))
        {
            Send(new Release(job, null, false, Verdict.Released, Me, null));
        }
        else if (world.Mishap(Mishap.OperatorExcludedBot, 0.05))
        {
            Send(new Release(job, null, false, Verdict.Released, Me, null, Exclude: true));
        }
        else if (world.Mishap(Mishap.OperatorPausedQueue, 0.02))
        {
            Send(new PauseQueue(SimulatedClient.Queue, true, Me, null));
            world.After(world.Between(1, 10), () => Send(new PauseQueue(SimulatedClient.Queue, false, Me, null)));
        }
        else if (world.Mishap(Mishap.OperatorDrainedBot, 0.02))
        {
            Send(new DrainBot(bot, true, Me, null));
            world.After(world.Between(1, 10), () => Send(new DrainBot(bot, false, Me, null)));
        }
    }

    private static bool IsInOrder(CoordinatorState? state) =>
        state is { PausedQueues: 0 }
        && !state.Bots.Values.Any(bot => bot.Draining)
        && !state.Jobs.Values.Any(job => job.Status == JobStatus.Pending && job.Excluded.Length > 0);

    /// <summary>A job may have been kept from every bot there is; a retry lets all have it.</summary>
    private void LetEveryBotHaveAll()
    {
        foreach (var job in world.Cluster.Coordinator?.State.Jobs.Values.ToArray() ?? [])
        {
            if (job.Status == JobStatus.Pending && job.Excluded.Length > 0)
            {
                Send(new Cancel(job.Spec.Id, Me, null));
                Send(new Retry(job.Spec.Id, Me, null));
            }
        }
    }

    private void Send(CoordinatorCommand command) => world.Client.Send(command, _ => { });
}
