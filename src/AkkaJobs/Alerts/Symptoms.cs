using System.Diagnostics;
using System.Globalization;
using AkkaJobs.Protocol;

namespace AkkaJobs.Alerts;

/// <summary>What the coordinator tells, to symptoms. An alert that is off has none.</summary>
internal static class Symptoms
{
    /// <summary>Letters of an error in a sentence.</summary>
    private const int MaxErrorLetters = 300;

    /// <summary>Of an alert of the whole cluster.</summary>
    public static IEnumerable<Symptom> Of(Alert alert, Trouble trouble, AlertOptions options, Timestamp now) =>
        alert switch
        {
            Alert.StuckJobs => StuckJobs(trouble, options),
            Alert.NoBot => NoBot(trouble, options),
            Alert.Lag => Lag(trouble, options, now),
            Alert.FailedRate => FailedRate(trouble, options),
            _ => throw new UnreachableException($"The coordinator does not tell of {alert.Word()}."),
        };

    /// <summary>Of no answer.</summary>
    public static IEnumerable<Symptom> OfSilence(AlertOptions options)
    {
        if (options.CoordinatorUnreachableFor > TimeSpan.Zero)
            yield return new Symptom(
                "", options.CoordinatorUnreachableFor,
                "The coordinator does not answer: nothing can be enqueued or claimed.");
    }

    private static IEnumerable<Symptom> StuckJobs(Trouble trouble, AlertOptions options)
    {
        if (options.StuckJobs == 0 || trouble.Stuck < options.StuckJobs)
            yield break;
        yield return new Symptom(
            "", options.StuckJobsFor, $"{Jobs(trouble.Stuck)} thought stuck. {trouble.StuckSummary}")
        {
            Count = trouble.Stuck,
            Jobs = trouble.StuckJobs,
        };
    }

    private static IEnumerable<Symptom> NoBot(Trouble trouble, AlertOptions options) =>
        options.NoBotFor == TimeSpan.Zero
            ? []
            : trouble.Unserved.Select(unserved => new Symptom(
                unserved.Operation, options.NoBotFor,
                $"{Jobs(unserved.Pending)} of the operation {unserved.Operation} pending: no bot is there for it.")
            {
                Count = unserved.Pending,
                Jobs = unserved.Jobs,
            });

    private static IEnumerable<Symptom> Lag(Trouble trouble, AlertOptions options, Timestamp now)
    {
        if (options.LagOver == TimeSpan.Zero)
            yield break;
        foreach (var follower in trouble.Followers)
        {
            if (follower.LagMs > 0)
                yield return new Symptom(
                    follower.Name, options.LagOver,
                    Text($"{follower.Name}: {follower.LagEvents} events behind the journal for {follower.LagMs} ms."))
                {
                    Since = now - TimeSpan.FromMilliseconds(follower.LagMs),
                    Count = follower.LagEvents,
                };

            // One that has stopped may not know any more how far it is behind.
            if (follower.Error is { } error)
                yield return new Symptom(
                    $"{follower.Name} held up", options.LagOver,
                    $"{follower.Name}: stopped or delayed by an error: {Short(error)}.");
        }
    }

    private static IEnumerable<Symptom> FailedRate(Trouble trouble, AlertOptions options)
    {
        var finished = trouble.Succeeded + trouble.Failed;
        if (options.FailedRateShare == 0 || finished < options.FailedRateLeast
            || trouble.Failed < options.FailedRateShare * finished)
            yield break;
        yield return new Symptom(
            "", TimeSpan.Zero,
            Text($"Of {finished} jobs that finished in the last minute {trouble.Failed} failed."))
        {
            Count = trouble.Failed,
        };
    }

    private static string Jobs(long count) => count == 1 ? "1 job" : Text($"{count} jobs");

    private static string Short(string error)
    {
        var line = error.TrimEnd().TrimEnd('.');
        return line.Length <= MaxErrorLetters ? line : $"{line[..MaxErrorLetters]} …";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
