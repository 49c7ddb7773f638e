using System.Diagnostics;

namespace AkkaJobs;

/// <summary>The words for a status, and the line between open and finished.</summary>
public static class JobStatusExtensions
{
    /// <summary>Every status, in the order of a job's life.</summary>
    public static IReadOnlyList<JobStatus> All { get; } =
    [
        JobStatus.Scheduled, JobStatus.Pending, JobStatus.Processing, JobStatus.Retrying,
        JobStatus.Succeeded, JobStatus.Failed, JobStatus.Cancelled,
    ];

    /// <summary>Whether the job can still run without an operator's help.</summary>
    public static bool IsOpen(this JobStatus status) => status < JobStatus.Succeeded;

    /// <summary>The word used in JSON, columns and commands.</summary>
    public static string Word(this JobStatus status) => status switch
    {
        JobStatus.Scheduled => "scheduled",
        JobStatus.Pending => "pending",
        JobStatus.Processing => "processing",
        JobStatus.Retrying => "retrying",
        JobStatus.Succeeded => "succeeded",
        JobStatus.Failed => "failed",
        JobStatus.Cancelled => "cancelled",
        _ => throw new UnreachableException($"No word for {(int)status}."),
    };

    /// <summary>Reads a status from its word.</summary>
    public static bool TryParseStatus(string? word, out JobStatus status)
    {
        foreach (var candidate in All)
        {
            if (candidate.Word() == word)
            {
                status = candidate;
                return true;
            }
        }

        status = default;
        return false;
    }
}
