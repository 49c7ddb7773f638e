using System.Text.Json;
using AkkaJobs.Coordination;
using Npgsql;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>
/// Compares what clients were promised with journal, tables and datalake. It shares no rule with the audit, which runs
/// besides: here a job is followed by its own events, with nothing folded.
/// </summary>
internal sealed class DrillChecker
{
    /// <summary>Faults that are named; beyond it they are counted.</summary>
    private const int MaxNamed = 50;

    private readonly List<string> _faults = [];
    private int _count;

    private DrillChecker()
    {
    }

    /// <summary>Compares.</summary>
    /// <param name="ledger">What was promised.</param>
    /// <param name="record">The journal.</param>
    /// <param name="connection">The tables' database.</param>
    /// <param name="lake">The datalake's folder.</param>
    /// <returns>Everything that is not as it must be.</returns>
    public static IReadOnlyList<string> Check(Ledger ledger, DrillRecord record, string connection, string lake)
    {
        var checker = new DrillChecker();
        foreach (var refusal in ledger.Refusals)
        {
            checker.Fault($"A client was refused: {refusal}");
        }

        foreach (var read in ledger.Unknown)
        {
            checker.Fault($"A read did not find an acknowledged job: {read}.");
        }

        var outcomes = checker.FollowJournal(record);
        checker.ComparePromises(ledger, outcomes);
        checker.CompareTables(outcomes, connection);
        checker.CompareLake(outcomes, lake);
        return checker._count <= MaxNamed
            ? checker._faults
            : [.. checker._faults, $"and {checker._count - MaxNamed} more"];
    }

    /// <summary>
    /// Follows each job from event to event: no token twice, each outcome under the current one, one outcome each.
    /// </summary>
    /// <returns>The outcome of every job that was enqueued; null if it has none.</returns>
    private Dictionary<JobId, JobEvent?> FollowJournal(DrillRecord record)
    {
        var outcomes = new Dictionary<JobId, JobEvent?>();
        var leases = new Dictionary<JobId, long>();
        var highest = 0L;
        foreach (var e in record.Events.OfType<JobEvent>())
        {
            switch (e)
            {
                case JobEnqueued when !outcomes.TryAdd(e.Job, null):
                    Fault($"{e.Job} was enqueued twice.");
                    break;
                case JobClaimed claimed:
                    FaultIf(claimed.Token <= highest, $"{e.Job} got token {claimed.Token} after {highest}.");
                    FaultIf(!leases.TryAdd(e.Job, claimed.Token), $"{e.Job} was claimed while it ran.");
                    FaultIf(outcomes[e.Job] is not null, $"{e.Job} was claimed after its end.");
                    highest = Math.Max(highest, claimed.Token);
                    break;
                case JobReleased released:
                    FaultIf(!leases.Remove(e.Job), $"{e.Job}: token {released.Token} ended without a lease.");
                    break;
                case JobSucceeded or JobFailed or JobCancelled or AttemptFailed:
                    End(e, outcomes, leases);
                    break;
            }
        }

        return outcomes;
    }

    private void End(JobEvent e, Dictionary<JobId, JobEvent?> outcomes, Dictionary<JobId, long> leases)
    {
        var token = e switch
        {
            JobSucceeded succeeded => succeeded.Token,
            JobFailed failed => failed.Token,
            AttemptFailed failed => failed.Token,
            _ => 0,
        };
        FaultIf(
            !leases.Remove(e.Job, out var current) || current != token,
            $"{e.Job} ended under token {token}, but its lease has {current}.");
        FaultIf(outcomes[e.Job] is not null, $"{e.Job} has a second outcome, {e.GetType().Name}.");
        outcomes[e.Job] = e is AttemptFailed ? null : e;
    }

    private void ComparePromises(Ledger ledger, Dictionary<JobId, JobEvent?> outcomes)
    {
        foreach (var (job, result) in ledger.Acknowledged)
        {
            if (!outcomes.TryGetValue(job, out var outcome))
            {
                Fault($"{job} was acknowledged and is lost.");
                continue;
            }

            FaultIf(
                outcome is JobSucceeded succeeded && succeeded.Result.ToString() != result,
                $"{job} ended with {(outcome as JobSucceeded)?.Result}, not with {result}.");
        }

        foreach (var (job, _) in outcomes.Where(pair => pair.Value is null))
        {
            Fault($"{job} is stuck: it has no outcome.");
        }
    }

    private void CompareTables(Dictionary<JobId, JobEvent?> outcomes, string connection)
    {
        using var tables = new NpgsqlConnection(connection + ";Pooling=false");
        tables.Open();
        using var query = new NpgsqlCommand(
            """
            SELECT j.id, j.status, count(r.id) FROM akkajobs.jobs j
            LEFT JOIN akkajobs.results r ON r.job_id = j.id GROUP BY j.id, j.status
            """,
            tables);
        using var rows = query.ExecuteReader();
        var left = new HashSet<JobId>(outcomes.Keys);
        while (rows.Read())
        {
            FaultIf(!JobId.TryParse(rows.GetString(0), out var job) || !left.Remove(job), $"The tables have {job}.");
            var status = rows.GetString(1);
            FaultIf(
                rows.GetInt64(2) != 1 || status != Status(outcomes.GetValueOrDefault(job)),
                $"The tables have {job} as {status} with {rows.GetInt64(2)} results.");
        }

        foreach (var job in left)
        {
            Fault($"The tables do not have {job}.");
        }
    }

    private void CompareLake(Dictionary<JobId, JobEvent?> outcomes, string lake)
    {
        var left = new HashSet<JobId>(outcomes.Keys);
        var results = Path.Combine(lake, "results");
        foreach (var line in Directory.EnumerateFiles(results, "*.ndjson", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines))
        {
            using var finish = JsonDocument.Parse(line);
            FaultIf(
                !JobId.TryParse(finish.RootElement.GetProperty("job_id").GetString(), out var job) || !left.Remove(job),
                $"The datalake has {job} twice, or the journal does not have it.");
            FaultIf(
                finish.RootElement.GetProperty("status").GetString() != Status(outcomes.GetValueOrDefault(job)),
                $"The datalake has {job} with another outcome.");
        }

        foreach (var job in left)
        {
            Fault($"The datalake does not have {job}.");
        }
    }

    private static string Status(JobEvent? outcome) => outcome switch
    {
        JobSucceeded => "succeeded",
        JobFailed => "failed",
        JobCancelled => "cancelled",
        _ => "open",
    };

    private void FaultIf(bool isSo, string what)
    {
        if (isSo)
        {
            Fault(what);
        }
    }

    private void Fault(string what)
    {
        if (_count++ < MaxNamed)
        {
            _faults.Add(what);
        }
    }
}
