using System.Globalization;
using AkkaJobs.Hosting;

namespace AkkaJobs.Audit;

/// <summary>An audit as it is told: a line for each difference, for each thing mended, and one that sums up.</summary>
/// <param name="store">The databases.</param>
/// <param name="lake">The lake's folder; null when none is exported.</param>
/// <param name="isLive">Whether a coordinator is at work.</param>
/// <param name="say">Told each line.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditTalk(
    JobsStore store, string? lake, bool isLive, Action<AuditLine> say, TimeProvider time)
{
    /// <summary>Audits; and after a repair once more.</summary>
    /// <returns>Whether all agree by the last one.</returns>
    public bool Run(bool repair, CancellationToken cancel)
    {
        var report = Once(repair, cancel);
        if (report.Mended)
        {
            report = Once(repair: false, cancel);
        }

        return report.IsClean;
    }

    private AuditReport Once(bool repair, CancellationToken cancel)
    {
        var report = new AuditRun(
            store,
            lake,
            new AuditOptions { Repair = repair, IsLive = isLive },
            difference => say(new AuditLine(AuditLineKind.Difference, difference.ToString())),
            did => say(new AuditLine(AuditLineKind.Repaired, $"repaired: {did}")),
            time)
        {
            Progress = (done, total) => say(new AuditLine(
                AuditLineKind.Progress,
                string.Create(CultureInfo.InvariantCulture, $"read {done} of {total} events"))
            {
                Done = done,
                Total = total,
            }),
        }.Run(cancel);
        say(new AuditLine(AuditLineKind.Summary, Summary(report)));
        return report;
    }

    private string Summary(AuditReport report)
    {
        var compared = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Jobs} jobs and {report.Finishes} finishes up to event {report.Number}, datalake up to event "
            + $"{report.Exported}");
        if (report.IsClean)
        {
            return $"Clean: {compared}.";
        }

        var differences = report.Differences == 1
            ? "1 difference"
            : string.Create(CultureInfo.InvariantCulture, $"{report.Differences} differences");
        var unmendable = report.Unmendable == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $" {report.Unmendable} in the journal itself, {Cure}.");
        return report.Number == 0 && report.Unmendable > 0
            ? $"{differences}. The journal cannot be folded, so nothing was compared.{unmendable}"
            : $"{differences}: {compared}.{unmendable}";
    }

    private string Cure => isLive
        ? "which is not written to while a coordinator is at work: stop all nodes and run audit --repair"
        : "which nothing mends but a copy of it";
}
