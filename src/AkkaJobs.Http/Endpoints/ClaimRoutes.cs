namespace AkkaJobs.Http;

/// <summary>What a bot outside the cluster calls: claim, report, heartbeat.</summary>
internal static class ClaimRoutes
{
    private static readonly HttpRole[] Bot = [HttpRole.Bot];

    private static readonly RejectionCode[] ReportRefusals =
        [RejectionCode.Superseded, RejectionCode.UnknownJob, RejectionCode.CoordinatorUnavailable];

    public static IReadOnlyList<Route> All { get; } =
    [
        new Route("POST", "/jobs/claim", "Jobs for a bot; empty when the wait is up.", ClaimAsync)
        {
            Roles = Bot, Body = Bodies.Claim, Answer = typeof(ClaimedJobs),
            Refusals = [RejectionCode.SessionEnded, RejectionCode.Busy, RejectionCode.CoordinatorUnavailable],
        },
        new Route("POST", "/jobs/{id}/complete", "Reports a result; answers once it is stored.", CompleteAsync)
        {
            Roles = Bot, Body = Bodies.Complete, Answer = typeof(ReportStored),
            Refusals = [RejectionCode.TooLarge, .. ReportRefusals],
        },
        new Route("POST", "/jobs/{id}/fail", "Reports a failed attempt; answers once it is stored.", FailAsync)
        {
            Roles = Bot, Body = Bodies.Fail, Answer = typeof(ReportStored), Refusals = ReportRefusals,
        },
        new Route("POST", "/bots/{name}/heartbeat", "Renews a bot's leases; says what to stop.", HeartbeatAsync)
        {
            Roles = Bot, Body = Bodies.Heartbeat, Answer = typeof(HeartbeatAnswer),
            Refusals = [RejectionCode.SessionEnded, RejectionCode.Busy, RejectionCode.CoordinatorUnavailable],
        },
    ];

    private static async Task ClaimAsync(Call call)
    {
        var claim = await call.ReadAsync(values =>
            new RemoteClaim(values.Text(Bodies.Bot)!, values.Text(Bodies.Session)!, values.Texts(Bodies.Operations)!)
            {
                Max = (int)(values.Number(Bodies.Max) ?? 1),
                Wait = values.Milliseconds(Bodies.WaitMs) ?? TimeSpan.Zero,
                RequestKey = values.Text(Bodies.RequestKey),
            });
        var jobs = await call.RemoteBots.ClaimAsync(claim, call.Cancel);
        if (call.Cancel.IsCancellationRequested)
        {
            await GiveBackAsync(call, claim, jobs);
            return;
        }

        await call.AnswerAsync(new ClaimedJobs(jobs), HttpJson.Answers.ClaimedJobs);
    }

    /// <summary>
    /// The connection went while the jobs were on their way: with a request key the bot will ask again for the same.
    /// </summary>
    private static async Task GiveBackAsync(Call call, RemoteClaim claim, IReadOnlyList<ClaimedJob> jobs)
    {
        if (claim.RequestKey is not null)
        {
            return;
        }

        foreach (var job in jobs)
        {
            await call.RemoteBots.ReleaseAsync(
                job.Id, job.Token, call.By("The connection of the claim has gone."), CancellationToken.None);
        }
    }

    private static async Task CompleteAsync(Call call)
    {
        var id = call.Job;
        var (token, result, duration) = await call.ReadAsync(values => (
            values.Number(Bodies.Token)!.Value,
            values.Json(Bodies.Result)!.Value,
            values.Milliseconds(Bodies.DurationMs)));
        await call.RemoteBots.CompleteAsync(id, token, result, duration, call.Cancel);
        await call.AnswerAsync(new ReportStored(id, token), HttpJson.Answers.ReportStored);
    }

    private static async Task FailAsync(Call call)
    {
        var id = call.Job;
        var (token, error, retryable, duration) = await call.ReadAsync(values => (
            values.Number(Bodies.Token)!.Value,
            values.Text(Bodies.Error)!,
            values.Flag(Bodies.Retryable) ?? true,
            values.Milliseconds(Bodies.DurationMs)));
        await call.RemoteBots.FailAsync(id, token, error, retryable, duration, call.Cancel);
        await call.AnswerAsync(new ReportStored(id, token), HttpJson.Answers.ReportStored);
    }

    private static async Task HeartbeatAsync(Call call)
    {
        var bot = call.Name;
        var heartbeat = await call.ReadAsync(values =>
        {
            var running = values.Objects(Bodies.Running).Select(attempt => new RunningAttempt(
                attempt.Id(Bodies.AttemptId)!.Value,
                attempt.Number(Bodies.Token)!.Value,
                attempt.Json(Bodies.Progress)));
            return new RemoteHeartbeat(bot, values.Text(Bodies.Session)!, running.ToArray())
            {
                Slots = (int?)values.Number(Bodies.Slots),
                Operations = values.Texts(Bodies.OtherOperations),
            };
        });
        var answer = await call.RemoteBots.HeartbeatAsync(heartbeat, call.Cancel);
        await call.AnswerAsync(answer, HttpJson.Answers.HeartbeatAnswer);
    }
}
