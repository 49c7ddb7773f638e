using System.Collections.Concurrent;

namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>What clients were promised: every job whose enqueue was acknowledged.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<JobId, string> _acknowledged = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly ConcurrentQueue<string> _unknown = new();

    /// <summary>The result that each acknowledged job must end with, as JSON.</summary>
    public IReadOnlyDictionary<JobId, string> Acknowledged => _acknowledged;

    /// <summary>Answers to an enqueue that ask for no repetition: there must be none.</summary>
    public IReadOnlyCollection<string> Refusals => _refusals;

    /// <summary>Reads that did not find a job that was acknowledged before: there must be none.</summary>
    public IReadOnlyCollection<string> Unknown => _unknown;

    public void Acknowledge(JobId job, string result) => _acknowledged[job] = result;

    public void NoteRefusal(string answer) => _refusals.Enqueue(answer);

    public void NoteUnknown(string read) => _unknown.Enqueue(read);
}
