namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>Strikes processes, clocks and lines, about every second, as long as there is chaos.</summary>
internal sealed class Fate(World world)
{
    public void Begin() => world.Every(1, () =>
    {
        StrikeCoordinator();
        StrikeBot(world.Of([.. world.Cluster.Bots]));
        StrikeRemoteBot();
        return world.Chaos;
    });

    private void StrikeCoordinator()
    {
        if (world.Cluster.Coordinator is not { Stopped: false } coordinator)
        {
            return;
        }

        if (world.Mishap(Mishap.CoordinatorCrashed, 0.015))
        {
            coordinator.Stop(tells: false);
        }
        else if (world.Mishap(Mishap.RivalStarted, 0.015))
        {
            world.Cluster.StartCoordinator();
        }
        else if (world.Mishap(Mishap.CoordinatorFroze, 0.02))
        {
            coordinator.StandStill(world.Between(1, 15));
        }
        else if (world.Mishap(Mishap.CoordinatorFrozeAndWasSucceeded, 0.015))
        {
            coordinator.StandStill(world.Between(4, 20));
            world.After(world.Between(1, 4), world.Cluster.StartCoordinator);
        }
        else if (world.Mishap(Mishap.CoordinatorCutOff, 0.015))
        {
            world.Network.CutOff(coordinator.Node, world.Between(0.5, 15));
        }
        else if (world.Mishap(Mishap.ClockSet, 0.01))
        {
            coordinator.Clock.Set(world.Between(-5, 5));
        }
    }

    private void StrikeBot(SimulatedBot bot)
    {
        if (world.Mishap(Mishap.BotCrashed, 0.03))
        {
            bot.Die();
        }
        else if (world.Mishap(Mishap.BotCutOff, 0.03))
        {
            CutOff(bot);
        }
        else if (world.Mishap(Mishap.BotFroze, 0.02))
        {
            bot.StandStill(world.Between(1, 15));
        }
        else if (world.Mishap(Mishap.BotDrained, 0.02))
        {
            bot.Drain();
        }
        else if (world.Mishap(Mishap.ClockSet, 0.01))
        {
            bot.Clock.Set(world.Between(-5, 5));
        }
    }

    private void StrikeRemoteBot()
    {
        if (world.Mishap(Mishap.RemoteBotCrashed, 0.02))
        {
            world.Cluster.Remote?.Die();
        }
        else if (world.Mishap(Mishap.BotCutOff, 0.01))
        {
            world.Network.CutOff(SimulatedRemoteBot.Name, world.Between(0.5, 15));
        }
    }

    private void CutOff(SimulatedBot bot)
    {
        var seconds = world.Between(0.5, 20);
        world.Network.CutOff(bot.Name, seconds);
        if (seconds > 8 && world.Mishap(Mishap.BotLostByMistake, 0.5))
        {
            world.After(8, () => world.Cluster.Coordinator?.Lose(bot.Name, bot.Session));
        }
    }
}
