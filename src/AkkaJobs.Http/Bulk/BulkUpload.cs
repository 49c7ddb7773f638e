namespace AkkaJobs.Http;

/// <summary>
/// Hands the lines of an upload over in batches, two of them on their way while a third is read: memory is bounded
/// whatever the length. A line that is refused is counted and the rest goes on.
/// </summary>
internal sealed class BulkUpload(IJobClient jobs, HttpOptions options, TimeProvider time, string? key, string? by)
{
    private const int MostInFlight = 2;
    private const int MostReported = 1000;
    private const int MostBatchBytes = 4 * 1024 * 1024;

    private readonly Queue<Task> _inFlight = new();
    private readonly Lock _lock = new();

    /// <summary>The first lines refused, the last of them on top: batches end out of order.</summary>
    private readonly PriorityQueue<RejectedLine, long> _rejected = new();

    /// <summary>The first lines whose job stood already, the last of them on top.</summary>
    private readonly PriorityQueue<long, long> _duplicateLines = new();

    private long _accepted;
    private long _duplicates;
    private long _rejectedCount;
    private long _progressAt = time.GetTimestamp();

    private Rejection? _passing;

    /// <summary>
    /// Not null when a batch was refused for what will pass, and nothing stands so far: then the upload is refused
    /// whole, since sending it again whole is simpler than by its lines.
    /// </summary>
    private Rejection? Passing
    {
        get
        {
            lock (_lock)
            {
                return _accepted + _duplicates == 0 ? _passing : null;
            }
        }
    }

    /// <exception cref="JobRefusedException">Nothing was accepted, for the same passing reason.</exception>
    public async Task<BulkSummary> RunAsync(IAsyncEnumerable<BulkLine> lines, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await ReadAsync(lines, stop.Token);
            await SettleAsync();
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(_inFlight).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var rejected = _rejected.UnorderedItems.Select(item => item.Element).OrderBy(line => line.Line).ToArray();
        var duplicates = _duplicateLines.UnorderedItems.Select(item => item.Element).Order().ToArray();
        return new BulkSummary(_accepted, _duplicates, _rejectedCount, rejected)
        {
            DuplicateLines = duplicates.Length > 0 ? duplicates : null,
        };
    }

    private async Task ReadAsync(IAsyncEnumerable<BulkLine> lines, CancellationToken cancel)
    {
        var batch = new Batch();
        await foreach (var line in lines.WithCancellation(cancel))
        {
            var rejection = line.Rejection;
            if (rejection is null)
            {
                var keyed = key is null ? (JobId?)null : JobId.FromKey(key, line.Number);
                if (JobBody.Read(line.Utf8, keyed, by, time.GetUtcNow(), out rejection) is { } request)
                {
                    batch.Add(line.Number, request);
                }
            }

            if (rejection is not null)
            {
                Reject(line.Number, rejection);
            }

            if (batch.Requests.Count >= options.BulkBatch || batch.Bytes >= MostBatchBytes)
            {
                await SendAsync(batch, cancel);
                batch = new Batch();
            }

            if (Passing is not null)
            {
                await SettleAsync();
            }
        }

        if (batch.Requests.Count > 0)
        {
            await SendAsync(batch, cancel);
        }
    }

    /// <summary>Waits for what is in flight.</summary>
    private async Task SettleAsync()
    {
        while (_inFlight.TryPeek(out var batch))
        {
            await batch;
            _ = _inFlight.Dequeue();
        }

        if (Passing is { } rejection)
        {
            throw new JobRefusedException(rejection);
        }
    }

    private async Task SendAsync(Batch batch, CancellationToken cancel)
    {
        if (_inFlight.Count >= MostInFlight)
        {
            await _inFlight.Peek();
            _ = _inFlight.Dequeue();
        }

        _inFlight.Enqueue(HandOverAsync(batch, cancel));
    }

    private async Task HandOverAsync(Batch batch, CancellationToken cancel)
    {
        while (true)
        {
            var outcomes = await jobs.EnqueueManyAsync(batch.Requests, cancel);
            var again = Sort(batch, outcomes, out var wait, out var rejection);
            if (again.Requests.Count == 0)
            {
                return;
            }

            if (wait > PatienceLeft())
            {
                GiveUp(again, rejection!);
                return;
            }

            await Task.Delay(wait, time, cancel);
            batch = again;
        }
    }

    /// <summary>Counts what is settled; returns what may be tried again, under the ids it has by now.</summary>
    private Batch Sort(
        Batch batch, IReadOnlyList<EnqueueOutcome> outcomes, out TimeSpan wait, out Rejection? passing)
    {
        var again = new Batch();
        wait = TimeSpan.FromMilliseconds(100);
        passing = null;
        lock (_lock)
        {
            for (var i = 0; i < outcomes.Count; i++)
            {
                var outcome = outcomes[i];
                switch (outcome.Rejection)
                {
                    case null:
                        CountHeld(batch.Lines[i], outcome.Duplicate);
                        _progressAt = time.GetTimestamp();
                        break;
                    case { Code: RejectionCode.Busy or RejectionCode.CoordinatorUnavailable } rejection:
                        passing = rejection;
                        wait = rejection.RetryAfter > wait ? rejection.RetryAfter.Value : wait;
                        again.Add(batch.Lines[i], batch.Requests[i] with { Id = outcome.Id });
                        break;
                    default:
                        RejectHeld(batch.Lines[i], outcome.Rejection);
                        break;
                }
            }
        }

        return again;
    }

    private TimeSpan PatienceLeft()
    {
        lock (_lock)
        {
            return options.BulkPatience - time.GetElapsedTime(_progressAt);
        }
    }

    private void GiveUp(Batch batch, Rejection rejection)
    {
        lock (_lock)
        {
            _passing = rejection with { JobId = null };
            for (var i = 0; i < batch.Lines.Count; i++)
            {
                RejectHeld(batch.Lines[i], rejection with { JobId = batch.Requests[i].Id });
            }
        }
    }

    private void Reject(long line, Rejection rejection)
    {
        lock (_lock)
        {
            RejectHeld(line, rejection);
        }
    }

    private void CountHeld(long line, bool duplicate)
    {
        if (!duplicate)
        {
            _accepted++;
            return;
        }

        _duplicates++;
        KeepFirst(_duplicateLines, line, line);
    }

    private void RejectHeld(long line, Rejection rejection)
    {
        _rejectedCount++;
        var rejected = new RejectedLine(line, rejection.Code.Word(), rejection.Detail)
        {
            Path = rejection.Path,
            JobId = rejection.JobId,
            RetryAfterMs = (long?)rejection.RetryAfter?.TotalMilliseconds,
        };
        KeepFirst(_rejected, rejected, line);
    }

    private static void KeepFirst<T>(PriorityQueue<T, long> lines, T entry, long line)
    {
        lines.Enqueue(entry, -line);
        if (lines.Count > MostReported)
        {
            lines.Dequeue();
        }
    }

    /// <summary>Requests on their way, and the lines they came from.</summary>
    private sealed class Batch
    {
        public List<JobRequest> Requests { get; } = [];

        public List<long> Lines { get; } = [];

        public int Bytes { get; private set; }

        public void Add(long line, JobRequest request)
        {
            Lines.Add(line);
            Requests.Add(request);
            Bytes += request.Args.Length;
        }
    }
}
