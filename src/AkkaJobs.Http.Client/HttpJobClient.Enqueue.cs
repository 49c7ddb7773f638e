using System.Buffers;
using System.Net;

namespace AkkaJobs.Http.Client;

/// <content>Handing jobs over: each under an id from the first try on, so that another makes no second job.</content>
public sealed partial class HttpJobClient
{
    /// <inheritdoc/>
    public async Task<EnqueueOutcome> EnqueueAsync(JobRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (JobRequestRules.Check(request, _time.GetUtcNow()) is { } rejection)
        {
            throw new JobRefusedException(rejection);
        }

        var id = IdOf(request);
        var body = new ArrayBufferWriter<byte>();
        JobLine.Write(body, request, id);
        var reply = await _door.SendAsync(Ask.Enqueue(body.WrittenMemory, id), cancel).ConfigureAwait(false);
        return reply.Read(ClientJson.Known.JobView).Id == id
            ? new EnqueueOutcome(id, IsDuplicate(request, reply.Status == HttpStatusCode.OK), null)
            : throw reply.NotOurs();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(
        IReadOnlyList<JobRequest> requests, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var now = _time.GetUtcNow();
        var outcomes = new EnqueueOutcome[requests.Count];
        var upload = new Upload();
        for (var i = 0; i < requests.Count; i++)
        {
            var id = IdOf(requests[i]);
            if (JobRequestRules.Check(requests[i], now) is { } rejection)
            {
                outcomes[i] = new EnqueueOutcome(id, false, rejection);
                continue;
            }

            upload.Add(i, requests[i], id);
            if (upload.IsFull)
            {
                upload = await SendAsync(upload, outcomes, cancel).ConfigureAwait(false);
            }
        }

        await SendAsync(upload, outcomes, cancel).ConfigureAwait(false);
        return outcomes;
    }

    /// <summary>Sends what is in it, unless the node went away before; returns the next one.</summary>
    private async Task<Upload> SendAsync(Upload upload, EnqueueOutcome[] outcomes, CancellationToken cancel)
    {
        if (upload.IsEmpty)
        {
            return upload;
        }

        var away = upload.Away;
        if (away is null)
        {
            var reply = await _door.SendAsync(Ask.EnqueueMany(upload.Lines), cancel).ConfigureAwait(false);
            away = reply.Rejection;
            if (away is null)
            {
                upload.Settle(reply, outcomes);
                return new Upload();
            }
        }

        upload.Refuse(away, outcomes);
        return new Upload { Away = away.Code == RejectionCode.CoordinatorUnavailable ? away : null };
    }

    private JobId IdOf(JobRequest request) => request.Id ?? new JobId(Guid.CreateVersion7(_time.GetUtcNow()));

    /// <summary>A job under an id made here stood already only where an earlier try of ours had stored it.</summary>
    private static bool IsDuplicate(JobRequest request, bool stood) => stood && request.Id is not null;

    /// <summary>Lines on their way, and the requests they came from; held, so that they can be sent again.</summary>
    private sealed class Upload
    {
        /// <summary>As many as the node names the refusals of.</summary>
        private const int MostLines = 1000;

        private const int MostBytes = 4 * 1024 * 1024;

        private readonly ArrayBufferWriter<byte> _lines = new();
        private readonly List<(int Index, JobRequest Request, JobId Id)> _requests = [];

        /// <summary>Why what follows need not be tried.</summary>
        public Rejection? Away { get; init; }

        public bool IsEmpty => _requests.Count == 0;

        public bool IsFull => _requests.Count >= MostLines || _lines.WrittenCount >= MostBytes;

        public ReadOnlyMemory<byte> Lines => _lines.WrittenMemory;

        public void Add(int index, JobRequest request, JobId id)
        {
            _requests.Add((index, request, id));
            JobLine.Write(_lines, request, id);
            _lines.GetSpan(1)[0] = (byte)'\n';
            _lines.Advance(1);
        }

        public void Refuse(Rejection rejection, EnqueueOutcome[] outcomes)
        {
            foreach (var (index, _, id) in _requests)
            {
                outcomes[index] = new EnqueueOutcome(id, false, rejection with { JobId = id });
            }
        }

        /// <exception cref="HttpProblemException">The answer does not tell what became of each.</exception>
        public void Settle(Reply reply, EnqueueOutcome[] outcomes)
        {
            var summary = reply.Read(ClientJson.Known.UploadSummary);
            var stood = summary.DuplicateLines?.ToHashSet() ?? [];
            var refused = summary.Rejected.ToDictionary(line => line.Line, Problems.Of);
            if (summary.Accepted + stood.Count + refused.Count != _requests.Count)
            {
                throw reply.NotOurs();
            }

            for (var i = 0; i < _requests.Count; i++)
            {
                var (index, request, id) = _requests[i];
                outcomes[index] = new EnqueueOutcome(
                    id, IsDuplicate(request, stood.Contains(i + 1)), refused.GetValueOrDefault(i + 1));
            }
        }
    }
}
