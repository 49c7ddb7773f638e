using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Coordinator;

/// <summary>Where the cluster bots are, and what has been sent to them.</summary>
internal sealed class BotLinks(CoordinatorState state, int noticeBytes)
{
    private readonly Dictionary<string, (string Bot, IActorRef Ref)> _bySession = [];

    /// <summary>Notes where a session's bot is; true if that is new and should be watched.</summary>
    public bool Link(string bot, string session, IActorRef actor)
    {
        var isNew = !_bySession.TryGetValue(session, out var link) || !link.Ref.Equals(actor);
        _bySession[session] = (bot, actor);
        return isNew;
    }

    /// <summary>The sessions of an actor that has ended.</summary>
    public IReadOnlyList<(string Bot, string Session)> Unlink(IActorRef actor)
    {
        var gone = _bySession.Where(l => l.Value.Ref.Equals(actor)).Select(l => (l.Value.Bot, l.Key)).ToArray();
        foreach (var (_, session) in gone)
        {
            _bySession.Remove(session);
        }

        return gone;
    }

    /// <summary>The next ordinal to a bot; claims named in <paramref name="claims"/> travel with it.</summary>
    public long NextOrdinal(string bot, IEnumerable<ClaimedJob> claims, Timestamp now)
    {
        if (!state.Bots.TryGetValue(bot, out var record))
        {
            return 0;
        }

        var ordinal = ++record.Sent;
        foreach (var claim in claims)
        {
            if (state.Watches.TryGetValue(claim.Token, out var watch))
            {
                watch.Sent(ordinal, now);
            }
        }

        return ordinal;
    }

    /// <summary>
    /// Answers a heartbeat. Claims that are sent again may be as many as the bot has slots: those that do not fit the
    /// answer follow it.
    /// </summary>
    public void Answer(
        (string Name, string Session) bot, IActorRef actor, Replies replies, IActorRef self, Timestamp now)
    {
        var later = new List<CoordinatorNotice>();
        var items = replies.Items.Select(reply => reply is HeartbeatAnswered { Again.Count: > 0 } answered
            ? answered with { Again = Fitting(answered.Again, bot, later) }
            : reply).ToArray();
        var again = items.OfType<HeartbeatAnswered>().SelectMany(answered => answered.Again);
        actor.Tell(replies with { Ordinal = NextOrdinal(bot.Name, again, now), Items = items }, self);
        Send(later, self, now);
    }

    private ClaimedJob[] Fitting(
        IReadOnlyList<ClaimedJob> jobs, (string Name, string Session) bot, List<CoordinatorNotice> later)
    {
        var bytes = 0;
        var fitting = jobs.TakeWhile(job => (bytes += WireBounds.Weight(job)) <= noticeBytes).ToArray();
        later.AddRange(jobs.Skip(fitting.Length).Select(job => new JobPlaced(bot.Name, bot.Session, job)));
        return fitting;
    }

    /// <summary>Sends the notices of one commit: those to one bot together, cut to fit the frame.</summary>
    public void Send(IReadOnlyList<CoordinatorNotice> notices, IActorRef self, Timestamp now)
    {
        foreach (var toOne in notices.Where(n => n is not ClaimSettled).GroupBy(n => (n.Bot, n.Session)))
        {
            // Numbered even where nobody knows where to send it: then it is lost, and the next heartbeat shows it.
            var link = _bySession.GetValueOrDefault(toOne.Key.Session);
            foreach (var part in Cut(toOne))
            {
                var ordinal = NextOrdinal(toOne.Key.Bot, part.OfType<JobPlaced>().Select(p => p.Job), now);
                link.Ref?.Tell(new Notices(state.Epoch, ordinal, part), self);
            }

            if (toOne.Any(n => n is SessionEnded))
            {
                _bySession.Remove(toOne.Key.Session);
            }
        }
    }

    private IEnumerable<CoordinatorNotice[]> Cut(IEnumerable<CoordinatorNotice> notices)
    {
        var part = new List<CoordinatorNotice>();
        var bytes = 0;
        foreach (var notice in notices)
        {
            var weight = WireBounds.Weight(notice);
            if (part.Count > 0 && bytes + weight > noticeBytes)
            {
                yield return [.. part];
                part.Clear();
                bytes = 0;
            }

            part.Add(notice);
            bytes += weight;
        }

        yield return [.. part];
    }
}
