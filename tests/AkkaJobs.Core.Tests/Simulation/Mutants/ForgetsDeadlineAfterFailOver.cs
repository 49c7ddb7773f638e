using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation.Mutants;

/// <summary>Leases that a coordinator finds as it takes over have no deadline any more.</summary>
internal sealed class ForgetsDeadlineAfterFailOver : SimulatedRules
{
    private readonly Dictionary<CoordinatorState, HashSet<long>> _found = [];

    public override void Recovered(CoordinatorState state) => _found.Add(state, [.. state.Watches.Keys]);

    public override CoordinatorReply Decide(Decision decision, CoordinatorCommand command, Timestamp now)
    {
        var state = decision.State;
        if (command is not Tick)
        {
            return base.Decide(decision, command, now);
        }

        // The tick looks for late attempts among those that are watched, and does not see these.
        var hidden = state.Watches.Values
            .Where(watch => _found[state].Contains(watch.Token)
                && state.Bots.Values.All(bot => IsHeard(bot, watch, now)))
            .ToArray();
        foreach (var watch in hidden)
        {
            state.Watches.Remove(watch.Token);
        }

        var reply = base.Decide(decision, command, now);
        foreach (var watch in hidden)
        {
            state.Watches.Add(watch.Token, watch);
        }

        return reply;
    }

    /// <summary>A bot that is about to be lost ends its leases, and must find them watched.</summary>
    private static bool IsHeard(BotRecord bot, LeaseWatch watch, Timestamp now) =>
        !bot.Leases.ContainsKey(watch.Token)
        || (bot.Doubtful is null && now - bot.HeardAt < TimeSpan.FromSeconds(6));
}
