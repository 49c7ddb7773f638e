using System.Globalization;
using System.Text;
using AkkaJobs.Coordination;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>What came of a drill.</summary>
internal sealed record DrillReport
{
    public required DrillOptions Options { get; init; }

    /// <summary>By what links were cut.</summary>
    public required string Means { get; init; }

    public required TimeSpan Took { get; init; }

    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Kinds left out, and why.</summary>
    public required IReadOnlyDictionary<FaultKind, string> LeftOut { get; init; }

    public required DrillRecord Record { get; init; }

    /// <summary>Jobs whose enqueue was acknowledged.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>How often a node ended by itself, by exit code.</summary>
    public required IReadOnlyDictionary<int, int> EndedByThemselves { get; init; }

    /// <summary>Everything that was not as it must be; none in a good drill.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>Waits for the next claim after each fault of a kind: of its jobs, or of any.</summary>
    public IReadOnlyList<TimeSpan> WaitsOf(FaultKind kind) =>
        [.. Faults.Where(fault => fault.Kind == kind).SelectMany(WaitsOf).Order()];

    /// <summary>Jobs that were released, and so ran again, while a kind of fault was at work.</summary>
    public int ReleasesOf(FaultKind kind) =>
        Faults.Where(fault => fault.Kind == kind).Sum(fault => Record.Releases(fault.At, EndOf(fault)).Count());

    /// <summary>The tables for docs/drill.md.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Seed {Options.Seed}: {Faults.Count} faults in {Took:h\\:mm\\:ss} on {Options.Coordinators} coordinator "
                + $"nodes and {Options.Bots} bot nodes, links cut by {Means}."));
        text.AppendLine();
        text.AppendLine("| Fault | Times | Jobs run again | Measured | Median | Worst |");
        text.AppendLine("|---|---:|---:|---|---:|---:|");
        foreach (var kind in Faults.Select(fault => fault.Kind).Distinct().Order())
        {
            var waits = WaitsOf(kind);
            var times = Faults.Count(fault => fault.Kind == kind);
            var measured = kind.EndsLeases() ? $"fault to re-claim of {waits.Count} jobs" : MeasureOf(kind);
            text.AppendLine(
                $"| {kind.Word()} | {times} | {ReleasesOf(kind)} | {measured} | {Median(waits)} | {Worst(waits)} |");
        }

        text.AppendLine();
        text.AppendLine("| Jobs | |");
        text.AppendLine("|---|---:|");
        foreach (var (what, count) in Counts())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {count} |");
        }

        foreach (var (kind, why) in LeftOut)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n{kind.Word()} was left out: {why}.");
        }

        text.AppendLine(Failures.Count == 0 ? "\nNothing was lost, run to two outcomes, or stuck." : "\nFAILED:");
        foreach (var failure in Failures)
        {
            text.AppendLine($"- {failure}");
        }

        return text.ToString();
    }

    private static string MeasureOf(FaultKind kind) => kind switch
    {
        FaultKind.KillDatabase => "its return to the next claim",
        FaultKind.RollingRestart or FaultKind.FillLake => "longest time without a claim",
        _ => "fault until claims go on",
    };

    private IEnumerable<(string What, int Count)> Counts()
    {
        yield return ("acknowledged", Acknowledged);
        yield return ("succeeded", Record.Events.OfType<JobSucceeded>().Count());
        yield return ("failed (lost three bots in a row)", Record.Events.OfType<JobFailed>().Count());
        foreach (var group in Record.Events.OfType<JobReleased>().GroupBy(e => e.Verdict).OrderBy(g => g.Key))
        {
            yield return ($"leases ended as {group.Key.Word()}", group.Count());
        }

        yield return ("late reports refused", Record.Events.OfType<ReportRefused>().Count());
        yield return ("coordinators started", Record.Events.OfType<CoordinatorStarted>().Count());
        foreach (var (code, count) in EndedByThemselves)
        {
            yield return ($"nodes that ended by themselves with {code}", count);
        }
    }

    private IEnumerable<TimeSpan> WaitsOf(Fault fault)
    {
        var end = EndOf(fault);
        if (fault.Kind.EndsLeases())
        {
            return Record.ReclaimsOf(fault.Victim!, fault.At, end);
        }

        return
        [
            fault.Kind switch
            {
                FaultKind.KillDatabase => Record.ClaimsGoOnAfter(fault.Ended, end),
                FaultKind.RollingRestart or FaultKind.FillLake => Record.LongestWithoutClaim(fault.At, end),
                _ => Record.ClaimsGoOnAfter(fault.At, end),
            },
        ];
    }

    /// <summary>What a fault did shows until the next one.</summary>
    private Timestamp EndOf(Fault fault) =>
        Faults.SkipWhile(other => other != fault).Skip(1).FirstOrDefault()?.At ?? new Timestamp(long.MaxValue);

    private static string Median(IReadOnlyList<TimeSpan> sorted) =>
        sorted.Count == 0 ? "–" : Seconds(sorted[(sorted.Count - 1) / 2]);

    private static string Worst(IReadOnlyList<TimeSpan> sorted) => sorted.Count == 0 ? "–" : Seconds(sorted[^1]);

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
