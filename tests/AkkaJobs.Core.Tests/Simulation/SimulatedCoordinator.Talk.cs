using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <content>What is asked and what is said.</content>
internal sealed partial class SimulatedCoordinator
{
    private const int MaxTries = 5;

    private readonly Dictionary<long, (Call Call, CoordinatorReply?[] Replies, int Index)> _claims = [];
    private readonly HashSet<string> _linked = [];

    private void Decide(Call call, CoordinatorReply?[] replies, int index, CoordinatorCommand command, int tries)
    {
        if (command is JoinBot { Session: var joining })
        {
            _linked.Add(joining);
        }
        else if (command is Heartbeat { Session: var beating })
        {
            _linked.Add(beating);
        }

        var reply = Decide(command, call.SentAt);
        if (reply is TablesNeeded)
        {
            AskTables(call, replies, index, (JobCommand)command, tries);
            return;
        }

        if (command is AbandonClaim abandon)
        {
            _claims.Remove(abandon.Waiter);
        }

        if (reply is ClaimAnswered { Jobs: null } && command is ClaimRemote claim)
        {
            _claims[claim.Waiter] = (call, replies, index);
            return;
        }

        replies[index] = reply;
        SpeakIfAnswered(call, replies);
    }

    /// <summary>The tables are read elsewhere and later; the answer comes by the mailbox.</summary>
    private void AskTables(Call call, CoordinatorReply?[] replies, int index, JobCommand command, int tries) =>
        _world.After(_world.Between(0.001, 0.3), () =>
        {
            var answer = tries < MaxTries ? _world.Tables.Read(command.Job) : null;
            _world.After(_world.Between(0.001, 0.3), () => Post(() =>
            {
                if (answer is not null)
                {
                    Decide(call, replies, index, command with { Tables = answer }, tries + 1);
                    return;
                }

                replies[index] = new Refused(Rejection.CoordinatorUnavailable());
                SpeakIfAnswered(call, replies);
            }));
        });

    private void SpeakIfAnswered(Call call, CoordinatorReply?[] replies)
    {
        if (Array.Exists(replies, reply => reply is null))
        {
            return;
        }

        if (Array.TrueForAll(replies, reply => _world.Mutant.Waits(reply!)))
        {
            _commits.WhenStored(() => Speak(call, replies));
        }
        else
        {
            Speak(call, replies);
        }
    }

    private void Speak(Call call, CoordinatorReply?[] replies)
    {
        _unspoken.Remove(call);
        for (var i = 0; i < replies.Length; i++)
        {
            _world.Journal.Check(call.Items[i], replies[i]!);
        }

        var bot = call.Items.Select(i => i is Heartbeat h ? h.Bot : i is JoinBot j ? j.Bot : null).FirstOrDefault();
        var again = replies.OfType<HeartbeatAnswered>().SelectMany(answered => answered.Again).ToArray();
        foreach (var stop in replies.OfType<HeartbeatAnswered>().SelectMany(answered => answered.Cancel))
        {
            _world.Witness.TellToStop(stop);
        }

        var ordinal = bot is null ? 0 : Number(bot, again);
        _world.Listener?.Invoke(
            $"         {Node} to {call.From} ({ordinal}): {string.Join("; ", replies.Select(r => Trace.Of(r!)))}");
        var answer = new Answer(State.Epoch, ordinal, [.. replies.OfType<CoordinatorReply>()]);
        Track(again, _world.Network.Send(Node, call.From, () => call.Reply(answer), inOrder: bot is not null));
    }

    private void Notify(IReadOnlyList<CoordinatorNotice> notices)
    {
        foreach (var settled in notices.OfType<ClaimSettled>())
        {
            if (_claims.Remove(settled.Waiter, out var claim))
            {
                claim.Replies[claim.Index] = new ClaimAnswered(settled.Jobs);
                Speak(claim.Call, claim.Replies);
            }
        }

        foreach (var toOne in notices.Where(n => n is not ClaimSettled).GroupBy(n => (n.Bot, n.Session)))
        {
            foreach (var cancelled in toOne.OfType<AttemptCancelled>())
            {
                _world.Witness.TellToStop(cancelled.Attempt);
            }

            var (bot, session) = toOne.Key;
            ClaimedJob[] claims = [.. toOne.OfType<JobPlaced>().Select(placed => placed.Job)];
            var ordinal = Number(bot, claims);
            var items = toOne.ToArray();
            _world.Listener?.Invoke(
                $"         {Node} to {bot} ({ordinal}): {string.Join("; ", items.Select(Trace.Of))}");

            // Where nobody knows where the bot is, it is lost, and the next heartbeat shows it.
            if (_linked.Contains(session))
            {
                Track(claims, _world.Network.Send(
                    Node, bot, () => _world.Cluster.Tell(bot, session, State.Epoch, ordinal, items), inOrder: true));
            }
        }
    }

    private void Track(IEnumerable<ClaimedJob> claims, Timestamp? arrive)
    {
        foreach (var claim in claims)
        {
            if (arrive is { } at)
            {
                _world.Witness.ClaimArrives(claim.Token, at);
            }
        }
    }

    private long Number(string bot, IEnumerable<ClaimedJob> claims)
    {
        if (!State.Bots.TryGetValue(bot, out var record))
        {
            return 0;
        }

        record.Sent++;
        foreach (var claim in claims)
        {
            if (State.Watches.TryGetValue(claim.Token, out var watch))
            {
                watch.Sent(record.Sent, Clock.Now);
            }
        }

        return record.Sent;
    }
}
