using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>An operator who meddles while there is chaos, and afterwards lets every bot work again.</summary>
internal sealed class SimulatedOperator(World world)
{
    private const string Me = "operator";

    public void Begin() => world.Every(1, () =>
    {
        if (!world.Chaos)
        {
            foreach (var bot in world.Cluster.Bots)
            {
                Send(new DrainBot(bot.Name, false, Me, null));
            }

            Send(new DrainBot(SimulatedRemoteBot.Name, false, Me, null));
            return world.Cluster.Coordinator?.State.Bots.Values.Any(bot => bot.Draining) ?? true;
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
        else if (world.Mishap(Mishap.OperatorDrainedBot, 0.02))
        {
            Send(new DrainBot(bot, true, Me, null));
            world.After(world.Between(1, 10), () => Send(new DrainBot(bot, false, Me, null)));
        }
    }

    private void Send(CoordinatorCommand command) => world.Client.Send(command, _ => { });
}
