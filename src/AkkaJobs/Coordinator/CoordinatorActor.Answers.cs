using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Coordinator;

/// <content>Questions that change nothing; their answers too wait for what they rest on.</content>
internal sealed partial class CoordinatorActor
{
    private void Answer(FindJob find, IActorRef asker)
    {
        var waits = find.WaitMs > 0 && _state.Find(find.Job) is { } job && job.Status.IsOpen();
        if (waits)
        {
            _waiters.Add(find.Job, asker, Now + TimeSpan.FromMilliseconds(find.WaitMs));
            return;
        }

        // Read now, said later: a view made when it is spoken could show events that are not stored yet.
        var found = Found(find.Job);
        TellWhenStored(asker, found);
    }

    private JobFound Found(JobId id)
    {
        var job = _state.Find(id);
        var watch = job?.Lease is { } lease ? _state.Watches.GetValueOrDefault(lease.Token) : null;
        return new JobFound(job?.ToView(watch), job?.Number ?? _state.ForgottenUpTo);
    }

    private void TellWaiters(JobId job)
    {
        foreach (var who in _waiters.Take(job))
        {
            TellWhenStored(who, Found(job));
        }
    }

    private void Answer(ListBots list, IActorRef asker)
    {
        var after = _state.Bots.Values.Where(b => string.CompareOrdinal(b.Name, list.After) > 0)
            .OrderBy(b => b.Name, StringComparer.Ordinal).ToArray();
        var bytes = 0;
        var bots = after.Select(b => b.ToView())
            .TakeWhile(bot => (bytes += WireBounds.Weight(bot)) <= WireBounds.MessageBytes).ToArray();
        TellWhenStored(asker, new BotsListed(bots, bots.Length < after.Length));
    }

    private void Answer(ListQueues list, IActorRef asker)
    {
        // There may be as many queues as jobs: one look at each name, and no sorting of more than are wanted.
        var first = new PriorityQueue<QueueRecord, string>(
            Comparer<string>.Create((left, right) => string.CompareOrdinal(right, left)));
        foreach (var queue in _state.Queues.Values.Where(q => string.CompareOrdinal(q.Name, list.After) > 0))
        {
            if (first.Count <= list.Limit)
            {
                first.Enqueue(queue, queue.Name);
            }
            else
            {
                first.EnqueueDequeue(queue, queue.Name);
            }
        }

        var bytes = 0;
        var queues = first.UnorderedItems.Select(item => item.Element).OrderBy(q => q.Name, StringComparer.Ordinal)
            .Take(list.Limit).Select(q => q.ToView())
            .TakeWhile(queue => (bytes += WireBounds.Weight(queue)) <= WireBounds.MessageBytes).ToArray();
        TellWhenStored(asker, new QueuesListed(queues, queues.Length < first.Count));
    }

    private void Answer(ExplainJob explain, IActorRef asker)
    {
        var job = _state.Find(explain.Job);
        var view = job is null ? null : Explanation.Of(_state, job, _parts.OutOfReach(), Now);
        TellWhenStored(asker, new JobExplained(view, job?.Number ?? _state.ForgottenUpTo));
    }

    private void Answer(ListStuck list, IActorRef asker)
    {
        var (bytes, last, more) = (0, 0L, false);
        var jobs = new List<StuckView>();
        foreach (var (token, stuck) in Explanation.Stuck(_state, _parts.OutOfReach(), Now, list.After))
        {
            bytes += WireBounds.Weight(stuck);
            more = jobs.Count > 0 && (jobs.Count >= list.Limit || bytes > WireBounds.MessageBytes);
            if (more)
            {
                break;
            }

            jobs.Add(stuck);
            last = token;
        }

        TellWhenStored(asker, new StuckListed(jobs, more ? last : null));
    }

    private void AnswerStats(IActorRef asker)
    {
        var bots = _state.Bots.Values.GroupBy(b => b.ToView().State).ToDictionary(g => g.Key, g => g.LongCount());
        var stats = new StatsRead(
            _settings.Node, _state.Epoch, _stored, _state.ForgottenUpTo, OpenCounts.Of(_state), bots, _rates.Read(Now),
            _followers?.Read() ?? []);
        TellWhenStored(asker, stats);
    }

    private void Answer(ReadTrouble read, IActorRef asker) =>
        TellWhenStored(asker, new TroubleRead(_settings.Node, read.Node == _settings.Node ? Trouble() : null));

    private Trouble Trouble()
    {
        var stuck = Explanation.ThoughtStuck(_state, _parts.OutOfReach(), Now).ToArray();
        var finished = _rates.Finished(Now);
        return new Trouble(
            stuck.Length, [.. stuck.Take(Protocol.Trouble.MaxJobs).Select(held => held.Job.Spec.Id)],
            stuck is [var first, ..] ? Explanation.OfStuck(first).Summary : null, UnservedOperation.Of(_state),
            finished.Succeeded, finished.Failed, _followers?.Read() ?? []);
    }

    private void TellWhenStored(IActorRef asker, object answer)
    {
        _askers.Add(asker);
        _buffer.WhenStored(() =>
        {
            _askers.Remove(asker);
            asker.Tell(answer, Self);
        });
    }
}
