using AkkaJobs.Coordination;

namespace AkkaJobs.Tests.Http;

/// <content>What would be the tables.</content>
internal sealed partial class InProcessJobs
{
    private static readonly HashSet<string> NoNodes = [];

    public Task<Page<HistoryLine>?> HistoryAsync(
        JobId id, int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            return Task.FromResult(
                _histories.TryGetValue(id, out var lines) ? Page(lines, limit, cursor) : null);
        }
    }

    public Task<JobView?> GetAtAsync(JobId id, DateTimeOffset at, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            var then = _pasts.GetValueOrDefault(id)?.Where(past => past.At <= Timestamp.From(at)).ToList();
            return then is { Count: 0 }
                ? throw new JobRefusedException(new Rejection(RejectionCode.UnknownJob, $"{id} came later."))
                : Task.FromResult(then?[^1].View);
        }
    }

    public Task<ExplainView?> ExplainAsync(JobId id, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            if (_state.Find(id) is { } record && Away is null)
            {
                return Task.FromResult<ExplainView?>(Explanation.Of(_state, record, NoNodes, Timestamp.From(Now)));
            }

            var cancelled = _histories.GetValueOrDefault(id)?.LastOrDefault(line => line.Event == "cancelled");
            return Task.FromResult(
                View(id) is { } job ? Explanation.OfTables(job, cancelled, away: Away is not null) : null);
        }
    }

    public Task<Page<StuckView>> StuckAsync(
        int limit = Limits.DefaultListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            var stuck = Explanation.Stuck(_state, NoNodes, Timestamp.From(Now), 0).Select(s => s.View);
            return Task.FromResult(Page(stuck, limit, cursor));
        }
    }

    public Task<Page<JobView>> ListAsync(JobFilter filter, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            var jobs = _histories.Keys.Select(id => View(id)!).Reverse().Where(job =>
                (filter.Status is null || job.Status == filter.Status)
                && (filter.Operation is null || job.Operation == filter.Operation)
                && (filter.Queue is null || job.Queue == filter.Queue)
                && (filter.Bot is null || job.Bot == filter.Bot)
                && (filter.Tag is null || job.Tags.Contains(filter.Tag)));
            return Task.FromResult(Page(jobs, filter.Limit, filter.Cursor));
        }
    }

    public Task<Page<ResultView>> ResultsAsync(ResultFilter filter, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            var rows = Enumerable.Reverse(_results).Where(row =>
                (filter.JobId is null || row.JobId == filter.JobId)
                && (filter.Status is null || row.Status == filter.Status)
                && (filter.Operation is null || row.Operation == filter.Operation)
                && (filter.Bot is null || row.ProcessedBy == filter.Bot));
            return Task.FromResult(Page(rows, filter.Limit, filter.Cursor));
        }
    }

    public Task<Page<BotView>> BotsAsync(CancellationToken cancel = default)
    {
        lock (_lock)
        {
            var bots = _state.Bots.Values.OrderBy(bot => bot.Name, StringComparer.Ordinal).Select(bot => bot.ToView());
            return Task.FromResult(new Page<BotView>(bots.ToArray(), null, TimeSpan.Zero));
        }
    }

    public Task<Page<QueueView>> QueuesAsync(
        int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            var queues = _state.Queues.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal)
                .Select(queue => queue.ToView());
            return Task.FromResult(Page(queues, limit, cursor));
        }
    }

    public Task<StatsView> StatsAsync(CancellationToken cancel = default)
    {
        lock (_lock)
        {
            var jobs = _histories.Keys.Select(id => View(id)!).ToArray();
            return Task.FromResult(new StatsView
            {
                Jobs = jobs.CountBy(job => job.Status.Word()).ToDictionary(pair => pair.Key, pair => (long)pair.Value),
                Operations = jobs.Where(job => job.Status.IsOpen()).GroupBy(job => job.Operation).ToDictionary(
                    group => group.Key,
                    group => (IReadOnlyDictionary<string, long>)group.CountBy(job => job.Status.Word())
                        .ToDictionary(pair => pair.Key, pair => (long)pair.Value)),
                Bots = _state.Bots.Values.CountBy(bot => bot.ToView().State)
                    .ToDictionary(pair => pair.Key, pair => (long)pair.Value),
                Rates = new RatesView(0, 0, 0),
                Followers = [new FollowerView("tables", _state.LastNumber, 0, 0, null)],
                Coordinator = Away is null ? "test" : null,
                Epoch = _state.Epoch,
            });
        }
    }

    private JobView? View(JobId id)
    {
        var record = _state.Find(id) ?? _tables.GetValueOrDefault(id);
        var watch = record?.Lease is { } lease ? _state.Watches[lease.Token] : null;
        return record is null ? null : record.ToView(watch) with { Lag = Away };
    }

    private Page<T> Page<T>(IEnumerable<T> all, int limit, string? cursor)
    {
        var from = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var rows = all.Skip(from).Take(limit + 1).ToArray();
        var next = rows.Length > limit ? $"{from + limit}" : null;
        return new Page<T>(rows.Take(limit).ToArray(), next, Away ?? TimeSpan.Zero);
    }

    private void Store(Decision decision, long first)
    {
        var number = first;
        foreach (var e in decision.Events)
        {
            if (e is JobEvent job)
            {
                Note(job, number);
            }

            number++;
        }

        foreach (var settled in decision.Notices.OfType<ClaimSettled>())
        {
            if (_claims.Remove(settled.Waiter, out var waiting))
            {
                waiting.SetResult(settled.Jobs);
            }
        }

        _state.Forget(_state.LastNumber);
        if (decision.Events.Count > 0)
        {
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Note(JobEvent e, long number)
    {
        if (!_histories.TryGetValue(e.Job, out var history))
        {
            _histories.Add(e.Job, history = []);
        }

        history.Add(Line(e, number));
        if (!_pasts.TryGetValue(e.Job, out var past))
        {
            _pasts.Add(e.Job, past = []);
        }

        past.Add((e.At, View(e.Job)!));
        if (_state.Find(e.Job) is not { } record || record.Status.IsOpen())
        {
            return;
        }

        _tables[e.Job] = record;
        if (e is not ReportRefused)
        {
            _results.Add(Row(record, e, number));
        }
    }

    private static ResultView Row(JobRecord record, JobEvent e, long number) => new()
    {
        Id = number,
        JobId = record.Spec.Id,
        Operation = record.Spec.Operation,
        Args = record.Spec.Args,
        Status = record.Status,
        Result = record.Outcome!.Result,
        Error = record.Outcome.Error,
        ProcessedBy = record.Run?.Bot,
        ProcessedAt = e.At.ToDateTimeOffset(),
        DurationMs = record.Outcome.DurationMs,
        Attempt = record.Attempt,
        Token = Line(e, number).Token,
    };

    private static string? Why(JobReleased e) =>
        e.Exclude ? $"{e.Reason} (the bot does not get it again)" : e.Reason;

    private static HistoryLine Line(JobEvent e, long number)
    {
        var line = new HistoryLine { At = e.At.ToDateTimeOffset(), Number = number, Event = "other" };
        return e switch
        {
            JobEnqueued enqueued => line with { Event = "enqueued", By = enqueued.Spec.By },
            JobClaimed c => line with { Event = "claimed", Attempt = c.Attempt, Token = c.Token, Bot = c.Bot },
            JobSucceeded s => line with { Event = "succeeded", Attempt = s.Attempt, Token = s.Token, Bot = s.Bot },
            JobFailed f => line with { Event = "failed", Token = f.Token, Bot = f.Bot, Reason = f.Error },
            JobReleased r => line with { Event = "released", Token = r.Token, By = r.By, Reason = Why(r) },
            JobCancelled c => line with { Event = "cancelled", Token = c.Token, By = c.By, Reason = c.Reason },
            JobRetried r => line with { Event = "retried", By = r.By, Reason = r.Reason },
            ReportRefused r => line with { Event = "report-refused", Attempt = r.Attempt, Token = r.Token },
            _ => line,
        };
    }
}
