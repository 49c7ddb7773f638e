namespace AkkaJobs.Coordination;

/// <content>What becomes of a job that a bot holds, and of a release of it.</content>
internal static partial class Explanation
{
    private static readonly HashSet<string> NoNodes = [];

    /// <summary>What a release of a processing job would meet.</summary>
    public static ReleaseView OfRelease(CoordinatorState state, JobRecord job, bool exclude, Timestamp now)
    {
        var held = new HeldAttempt(state, job, NoNodes, now);
        var then = CoordinatorDecider.Exhausted(state.Rules, job, Verdict.Released) is null
            ? JobStatus.Pending
            : JobStatus.Failed;
        var alive = held.IsAlive ? "is alive" : "has not been heard of within a lease";
        var running = held.IsRunning switch
        {
            true => "said last that it runs it",
            false => "does not list it",
            null => "has not shown yet that it has it",
        };
        var others = state.Bots.Values.Count(bot =>
            bot != held.Bot && !bot.Lost && bot.Runs(job.Spec.Operation) && !job.Excluded.Contains(bot.Itself));
        var next = !exclude || then == JobStatus.Failed ? ""
            : others > 0 ? $", for another of {Count(others, "bot")}"
            : $", and wait until another bot runs {job.Spec.Operation} or this one restarts";
        return new ReleaseView
        {
            Token = held.Lease.Token,
            Attempt = held.Lease.Attempt,
            Bot = held.Bot.Name,
            BotState = held.Bot.StateWord(),
            Alive = held.IsAlive,
            LastHeartbeatAt = held.Bot.HeardAt?.ToDateTimeOffset(),
            Running = held.IsRunning,
            Then = then,
            OtherBots = others,
            Summary = $"A release would end attempt {held.Lease.Attempt} under token {held.Lease.Token} on "
                + $"{held.Bot.Name}, which {alive} and {running}; the job would be {then.Word()}{next}.",
            Reasons = Held(held),
        };
    }

    private static List<ExplainReason> Held(HeldAttempt held)
    {
        var reasons = Trouble(held);
        if (reasons.Count == 0 && !held.Watch.Listed && !held.IsInDoubt)
        {
            reasons.Add(Of(
                held, ExplainCode.ClaimUnderWay,
                $"Claimed at {held.Lease.ClaimedAt}, it is on its way to {held.Bot.Name}, which has not shown it yet.",
                held.Lease.ClaimedAt));
        }

        reasons.Add(Processing(held));
        if (held.IsInDoubt)
        {
            reasons.Add(Of(
                held, ExplainCode.VerdictsSuspended,
                "The coordinator was away itself, so bots have time to report before it passes verdicts, until "
                + $"{held.DoubtUntil}.", null) with
            { Until = held.DoubtUntil.ToDateTimeOffset() });
        }

        return reasons;
    }

    /// <summary>What makes the job one that is thought stuck.</summary>
    private static List<ExplainReason> Trouble(HeldAttempt held)
    {
        var (verdict, at) = held.Coming;
        var coming = $"{verdict.Word()} comes at {at}";
        var reasons = new List<ExplainReason>();
        if (held.IsBotGone)
        {
            reasons.Add(Of(
                held, ExplainCode.BotGone, $"Its bot {held.Bot.Name} has ended; {coming}.", held.Bot.HeardAt));
        }
        else if (held.IsHeartbeatLate)
        {
            reasons.Add(Of(
                held, ExplainCode.HeartbeatLate,
                $"No heartbeat of {held.Bot.Name} since {held.LastSign}; unless one comes before, {coming}.",
                held.LastSign));
        }

        if (held.IsOverdue)
        {
            var asked = held.Lease.OverdueAt is { } told ? $"its bot was told to stop at {told}, and " : "";
            reasons.Add(Of(
                held, ExplainCode.Overdue, $"Its timeout was over at {held.Deadline}; {asked}{coming}.",
                held.Deadline));
        }

        if (held.IsNotListed)
        {
            reasons.Add(Of(
                held, ExplainCode.NotListed,
                $"Its bot {held.Bot.Name} is alive but does not list it; unless its next heartbeat does, {coming}.",
                held.Watch.HeardAt ?? held.Watch.Since));
        }

        return reasons;
    }

    private static ExplainReason Processing(HeldAttempt held)
    {
        var (verdict, at) = held.Coming;
        var heartbeat = held.Bot.HeardAt is { } heard ? $"last heartbeat {heard}" : "no heartbeat yet";
        return Of(
            held, ExplainCode.Processing,
            $"It is held by {held.Bot.Name} since {held.Lease.ClaimedAt}, attempt {held.Lease.Attempt} of "
            + $"{held.Job.Allowed} under token {held.Lease.Token}; {heartbeat}; if nothing more is heard, "
            + $"{verdict.Word()} comes at {at}.",
            held.Lease.ClaimedAt) with
        {
            MaxAttempts = held.Job.Allowed,
            Until = held.Deadline.ToDateTimeOffset(),
        };
    }

    private static ExplainReason Of(HeldAttempt held, ExplainCode code, string detail, Timestamp? since)
    {
        var (verdict, at) = held.Coming;
        return new ExplainReason(code, detail)
        {
            Bot = held.Bot.Name,
            Token = held.Lease.Token,
            Attempt = held.Lease.Attempt,
            Since = since?.ToDateTimeOffset(),
            LastHeartbeatAt = held.Bot.HeardAt?.ToDateTimeOffset(),
            Verdict = verdict,
            ExpectedAt = at.ToDateTimeOffset(),
        };
    }
}
