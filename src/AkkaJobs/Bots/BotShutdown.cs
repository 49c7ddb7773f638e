using Akka;
using Akka.Actor;

namespace AkkaJobs.Bots;

/// <summary>A bot's part in the orderly end of its actor system.</summary>
internal static class BotShutdown
{
    /// <summary>
    /// Lets a bot drain before its node leaves the cluster: in the phase <c>before-service-unbind</c>, whose timeout
    /// must be longer than <paramref name="within"/>. A bot that has ended already is not waited for, nor one whose
    /// node was given up.
    /// </summary>
    /// <param name="system">The bot's system.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="within">How long it may take; more than <see cref="BotRules.DrainWithin"/>.</param>
    public static void DrainBeforeShutdown(ActorSystem system, IActorRef bot, TimeSpan within) =>
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind,
            $"drain-{bot.Path.Name}",
            async () =>
            {
                if (CoordinatedShutdown.Get(system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason)
                {
                    // Given up by the others: what it runs is not its own any more, and nobody would hear its end.
                    return Done.Instance;
                }

                try
                {
                    await bot.GracefulStop(within, Drain.Instance).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // Time is up. The coordinator sees the node go, and gives back what the bot ran.
                }

                return Done.Instance;
            });
}
