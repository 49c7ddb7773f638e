using Akka.Actor;
using AkkaJobs.Coordination;

namespace AkkaJobs.Coordinator;

/// <content>Where the cluster bots are, and that they have gone.</content>
internal sealed partial class CoordinatorActor
{
    /// <summary>A cluster bot shows where it is by what it sends.</summary>
    private void Locate(Envelope envelope, CoordinatorCommand command)
    {
        var (bot, session) = command switch
        {
            JoinBot join => (join.Bot, join.Session),
            Heartbeat heartbeat => (heartbeat.Bot, heartbeat.Session),
            _ => default,
        };
        if (bot is null)
        {
            return;
        }

        envelope.Bot = (bot, session);
        if (_links.Link(bot, session, envelope.Sender))
        {
            Context.Watch(envelope.Sender);
        }
    }

    /// <summary>
    /// That a node has left the cluster is said of its address, and of all that was watched there: even of the bot of
    /// the next process, which may have joined through another node before this one hears of the old one's end.
    /// </summary>
    private void Lose(Terminated gone)
    {
        foreach (var (bot, session) in _links.Unlink(gone.ActorRef))
        {
            var lose = new LoseBot(bot, session, Verdict.BotLost) { ByAddress = gone.AddressTerminated };
            CoordinatorDecider.Decide(_buffer.Open, lose, Now);
            if (_state.Bots.GetValueOrDefault(bot) is { Lost: false, Doubtful: null } there && there.Session == session)
            {
                _links.Link(bot, session, gone.ActorRef);
                Context.Watch(gone.ActorRef);
            }
        }
    }
}
