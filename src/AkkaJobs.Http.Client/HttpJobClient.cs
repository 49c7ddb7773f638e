namespace AkkaJobs.Http.Client;

/// <summary>
/// The job client over the HTTP interface of a node, for programs outside the cluster; with it what operators may do
/// that has a route there. Safe to be used by many at once.
/// </summary>
/// <remarks>
/// <para>
/// A rule's "no" is the <see cref="JobRefusedException"/> that the client inside the cluster throws. Enqueues and reads
/// are repeated while the node cannot be reached (<see cref="HttpJobClientOptions.Patience"/>); acts are sent once.
/// What is unanswered at the end is refused with <see cref="RejectionCode.CoordinatorUnavailable"/>, which carries the
/// id of a job that may stand: to enqueue it again under this id is safe.
/// </para>
/// <para>
/// Every method throws <see cref="HttpProblemException"/> for a token that is not known (401) or may not do it (403),
/// and where the address is not that of a node.
/// </para>
/// <para>
/// The token's name stands in histories: <see cref="JobRequest.By"/> and <see cref="Request.By"/> are not sent.
/// </para>
/// </remarks>
public sealed partial class HttpJobClient : IJobClient
{
    private readonly HttpDoor _door;
    private readonly TimeProvider _time;

    /// <summary>A client over an HTTP client of the program's own.</summary>
    /// <param name="http">
    /// Its base address is that of the node, with the host's prefix if it has one. Its timeout should exceed
    /// <see cref="Limits.MaxWait"/> and <see cref="HttpJobClientOptions.AnswerWithin"/> together. Not disposed here.
    /// </param>
    /// <param name="token">
    /// A token of the role client; of admin for what operators do. Null if a handler of the program's own lets it in.
    /// </param>
    /// <param name="options">Patience. Default as the options have it.</param>
    /// <param name="time">The clock. Default the system's.</param>
    /// <exception cref="ArgumentException">No base address of http or https, or an option out of bounds.</exception>
    public HttpJobClient(
        HttpClient http, string? token = null, HttpJobClientOptions? options = null, TimeProvider? time = null)
        : this(
            () => http, HttpDoor.Root(http?.BaseAddress), token, options ?? new HttpJobClientOptions(),
            time ?? TimeProvider.System)
    {
    }

    internal HttpJobClient(
        Func<HttpClient> clients, Uri root, string? token, HttpJobClientOptions options, TimeProvider time)
    {
        _door = new HttpDoor(clients, root, token, options.Checked(), time);
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<JobView?> GetAsync(JobId id, CancellationToken cancel = default) =>
        ToJobIfKnown(await _door.SendAsync(Ask.Read(PathQuery.Of(id).Text), cancel).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<JobView?> WaitAsync(JobId id, TimeSpan wait, CancellationToken cancel = default)
    {
        var most = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Limits.MaxWait ? wait : Limits.MaxWait;
        var since = _time.GetTimestamp();
        var ask = Ask.Read(() =>
        {
            var left = most - _time.GetElapsedTime(since);
            return PathQuery.Of(id).And("wait_ms", (long)Math.Max(0, left.TotalMilliseconds)).Text;
        });
        return ToJobIfKnown(await _door.SendAsync(ask with { Wait = most }, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<JobView?> GetAtAsync(JobId id, DateTimeOffset at, CancellationToken cancel = default)
    {
        var path = PathQuery.Of(id).And("at", Timestamp.From(at).ToString()).Text;
        var reply = await _door.SendAsync(Ask.Read(path), cancel).ConfigureAwait(false);

        // On the wire a job that came later looks as one that never came.
        return reply.Rejection?.Code == RejectionCode.UnknownJob
            && await GetAsync(id, cancel).ConfigureAwait(false) is not null
                ? ToJob(reply)
                : ToJobIfKnown(reply);
    }

    /// <inheritdoc/>
    public async Task<Page<HistoryLine>?> HistoryAsync(
        JobId id, int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        var path = PathQuery.Of(id, "/history").And("limit", limit).And("cursor", cursor).Text;
        var reply = await _door.SendAsync(Ask.Read(path), cancel).ConfigureAwait(false);
        return reply.ReadPage(ClientJson.Known.ListingHistoryLine);
    }

    /// <inheritdoc/>
    public async Task<ExplainView?> ExplainAsync(JobId id, CancellationToken cancel = default)
    {
        var reply = await _door.SendAsync(Ask.Read(PathQuery.Of(id, "/explain").Text), cancel).ConfigureAwait(false);
        return reply.ReadIfKnown(ClientJson.Known.ExplainView) is { } explained
            ? explained with { Lag = reply.Lag }
            : null;
    }

    /// <inheritdoc/>
    public async Task<Page<JobView>> ListAsync(JobFilter filter, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var path = PathQuery.Of("jobs").And("status", filter.Status?.Word()).And("operation", filter.Operation)
            .And("queue", filter.Queue).And("bot", filter.Bot).And("tag", filter.Tag)
            .And("limit", filter.Limit).And("cursor", filter.Cursor).Text;
        var reply = await _door.SendAsync(Ask.Read(path), cancel).ConfigureAwait(false);
        var page = reply.ReadPage(ClientJson.Known.ListingJobView)!;
        return page with { Items = [.. page.Items.Select(job => WithNull(job) with { Lag = reply.Lag })] };
    }

    /// <inheritdoc/>
    public async Task<Page<ResultView>> ResultsAsync(ResultFilter filter, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var path = PathQuery.Of("results").And("job_id", filter.JobId?.ToString())
            .And("status", filter.Status?.Word()).And("operation", filter.Operation).And("bot", filter.Bot)
            .And("limit", filter.Limit).And("cursor", filter.Cursor).Text;
        var reply = await _door.SendAsync(Ask.Read(path), cancel).ConfigureAwait(false);
        var page = reply.ReadPage(ClientJson.Known.ListingResultView)!;
        return page with { Items = [.. page.Items.Select(WithNull)] };
    }

    /// <inheritdoc/>
    public async Task<Page<BotView>> BotsAsync(CancellationToken cancel = default)
    {
        var reply = await _door.SendAsync(Ask.Read("bots"), cancel).ConfigureAwait(false);
        return reply.ReadPage(ClientJson.Known.ListingBotView)!;
    }

    /// <inheritdoc/>
    public async Task<Page<QueueView>> QueuesAsync(
        int limit = Limits.MaxListLimit, string? cursor = null, CancellationToken cancel = default)
    {
        var path = PathQuery.Of("queues").And("limit", limit).And("cursor", cursor).Text;
        var reply = await _door.SendAsync(Ask.Read(path), cancel).ConfigureAwait(false);
        return reply.ReadPage(ClientJson.Known.ListingQueueView)!;
    }

    /// <inheritdoc/>
    public async Task<StatsView> StatsAsync(CancellationToken cancel = default) =>
        (await _door.SendAsync(Ask.Read("stats"), cancel).ConfigureAwait(false)).Read(ClientJson.Known.StatsView);

    private static JobView ToJob(Reply reply) =>
        WithNull(reply.Read(ClientJson.Known.JobView)) with { Lag = reply.Lag };

    private static JobView? ToJobIfKnown(Reply reply) =>
        reply.Rejection?.Code == RejectionCode.UnknownJob ? null : ToJob(reply);

    /// <summary>On the wire a result that is JSON's null looks as none.</summary>
    private static JobView WithNull(JobView job) =>
        job is { Status: JobStatus.Succeeded, Result: null } ? job with { Result = JsonText.Null } : job;

    private static ResultView WithNull(ResultView row) =>
        row is { Status: JobStatus.Succeeded, Result: null } ? row with { Result = JsonText.Null } : row;
}
