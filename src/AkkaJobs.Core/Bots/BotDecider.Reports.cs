using System.Diagnostics;
using System.Text;
using AkkaJobs.Coordination;

namespace AkkaJobs.Bots;

/// <content>Reports: what became of an attempt, sent again until the answer is final.</content>
internal static partial class BotDecider
{
    /// <summary>Ids, names and numbers of a report, at most.</summary>
    private const int ReportOverhead = 512;
    private const int MaxGivenUp = 64;

    private static CoordinatorCommand ReportOf(BotState state, BotAttempt attempt, AttemptEnded ended)
    {
        switch (ended.Outcome)
        {
            case HandlerSucceeded { Result: var result } when result.Length <= Limits.MaxResultBytes:
                return new Complete(attempt.Job.Id, attempt.Token, result, ended.DurationMs, state.Me.Name);
            case HandlerSucceeded { Result: var result }:
                return Failed(
                    $"result_too_large: the result has {result.Length} bytes, and at most {Limits.MaxResultBytes} are "
                    + "kept.",
                    retryable: false);

            // Asked to make way, a handler may say anything; only "never again" is more than that.
            case HandlerStopped or HandlerFailed { Retryable: true } when attempt.StopReason == Drained:
                return GivingBack(state, attempt, Verdict.Drained);
            case HandlerFailed failed:
                return Failed(failed.Error, failed.Retryable);
            case HandlerStopped when attempt.StopReason == TimedOut:
                return Failed($"timed-out: stopped after its timeout of {attempt.Job.TimeoutMs} ms.", retryable: true);
            case HandlerStopped:
                return Failed($"cancelled: it was asked to stop ({attempt.StopReason}).", retryable: true);
            default:
                throw new UnreachableException($"No report for {ended.Outcome.GetType().Name}.");
        }

        Fail Failed(string error, bool retryable) => new(
            attempt.Job.Id, attempt.Token, ErrorText.Cut(error), retryable, ended.DurationMs, state.Me.Name,
            ended.Jitter);
    }

    private static Release GivingBack(BotState state, BotAttempt attempt, Verdict verdict) => new(
        attempt.Job.Id, attempt.Token, false, verdict, state.Me.Name,
        verdict == Verdict.Drained ? "The bot shuts down." : "The bot was asked to stop it before it began.");

    private static void GiveBack(BotState state, BotAttempt attempt, Verdict verdict) =>
        Report(state, attempt, GivingBack(state, attempt, verdict));

    private static void Report(BotState state, BotAttempt attempt, CoordinatorCommand report)
    {
        attempt.Phase = AttemptPhase.Reported;
        attempt.Report = report;
        attempt.ReportBytes = ReportOverhead + report switch
        {
            Complete complete => complete.Result.Length,
            Fail fail => Encoding.UTF8.GetByteCount(fail.Error),

            // Its answer holds the job with all that belongs to it: so it travels alone, and the answer, too.
            Release { Verdict: not Verdict.Drained } => state.Rules.ReportBytes,
            _ => 0,
        };
        Enqueue(state, attempt);
    }

    private static void Enqueue(BotState state, BotAttempt attempt)
    {
        if (!attempt.IsUnsent)
        {
            attempt.IsUnsent = true;
            state.Unsent.Enqueue(attempt.Token);
        }
    }

    /// <summary>
    /// Sends what waits: at once when nothing is unanswered, else when enough waits to be worth a message. A lone
    /// report is not kept waiting, and at high rates a message carries hundreds.
    /// </summary>
    private static void SendReports(BotState state, List<BotEffect> effects, Timestamp now)
    {
        var rules = state.Rules;
        while (state.Unsent.Count > 0
            && state.Standing != BotStanding.Ended
            && now >= state.ReportNotBefore
            && (state.InFlight == 0
                || (state.Unsent.Count >= rules.ReportsWorthSending && state.InFlight < rules.MaxReportsInFlight)))
        {
            var tokens = new List<long>(state.Unsent.Count);
            var commands = new List<CoordinatorCommand>(state.Unsent.Count);
            TakeUnsent(state, tokens, commands);
            if (tokens.Count == 0)
            {
                return;
            }

            var correlation = ++state.LastCorrelation;
            state.Sent.Add(correlation, new SentReports([.. tokens], now));
            state.InFlight++;
            effects.Add(new SendCommands(correlation, commands));
        }
    }

    private static void TakeUnsent(BotState state, List<long> tokens, List<CoordinatorCommand> commands)
    {
        var bytes = 0;
        while (state.Unsent.TryPeek(out var token))
        {
            if (state.Attempts.TryGetValue(token, out var attempt) && attempt.Report is { } report)
            {
                if (tokens.Count > 0 && bytes + attempt.ReportBytes > state.Rules.ReportBytes)
                {
                    return;
                }

                bytes += attempt.ReportBytes;
                tokens.Add(token);
                commands.Add(report);
                attempt.IsUnsent = false;
            }

            state.Unsent.Dequeue();
        }
    }

    private static void HearOfReports(
        BotState state,
        List<BotEffect> effects,
        SentReports sent,
        IReadOnlyList<CoordinatorReply> replies,
        Timestamp now)
    {
        if (!sent.GivenUp)
        {
            state.InFlight--;
        }

        for (var i = 0; i < sent.Tokens.Length; i++)
        {
            var token = sent.Tokens[i];
            if (replies[i] is Refused { Rejection: var rejection } && !IsFinal(rejection.Code))
            {
                TryAgain(state, effects, token, rejection, now);
            }
            else if (state.Attempts.Remove(token))
            {
                state.Over.Add(token);
            }
        }
    }

    /// <summary>Whether a refusal will still stand when the report is sent again.</summary>
    private static bool IsFinal(RejectionCode code) =>
        code is not (RejectionCode.CoordinatorUnavailable or RejectionCode.Busy);

    private static void TryAgain(
        BotState state, List<BotEffect> effects, long token, Rejection rejection, Timestamp now)
    {
        if (!state.Attempts.TryGetValue(token, out var attempt))
        {
            return;
        }

        if (state.ReportNotBefore <= now)
        {
            effects.Add(new Warn($"Reports of bot {state.Me.Name} wait: {rejection.Detail}"));
        }

        state.ReportNotBefore = now + state.Rules.ReportRetryEvery;
        Enqueue(state, attempt);
    }

    private static void GiveUpUnanswered(BotState state, Timestamp now)
    {
        var before = now - state.Rules.ReportRetryEvery;
        GiveUp(state, sent => sent.At <= before);
    }

    /// <summary>Reports that may be lost are to be sent again; their answers still count if they come.</summary>
    private static void GiveUp(BotState state, Func<SentReports, bool> isLost)
    {
        foreach (var sent in state.Sent.Values)
        {
            if (sent.GivenUp || !isLost(sent))
            {
                continue;
            }

            sent.GivenUp = true;
            state.InFlight--;
            foreach (var token in sent.Tokens)
            {
                if (state.Attempts.TryGetValue(token, out var attempt))
                {
                    Enqueue(state, attempt);
                }
            }
        }

        while (state.Sent.Count - state.InFlight > MaxGivenUp)
        {
            state.Sent.Remove(state.Sent.Where(s => s.Value.GivenUp).Min(s => s.Key));
        }
    }
}
