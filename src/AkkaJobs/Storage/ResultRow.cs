using LinqToDB.Mapping;

namespace AkkaJobs.Storage;

/// <summary>One finish of a job. Written once and never changed: the datalake is exported from it.</summary>
[Table("results")]
[Index("results_job_id", "job_id")]
[Index("results_operation", "operation")]
[Index("results_processed_by", "processed_by", Where = "processed_by IS NOT NULL")]
[Index("results_status", "status")]
[Index("results_failed", "operation", Where = "status = 'failed'")]
internal sealed record ResultRow
{
    /// <summary>The event number of the finish.</summary>
    [Column("id"), PrimaryKey]
    public long Id { get; init; }

    [Column("job_id", CanBeNull = false)]
    public required string JobId { get; init; }

    [Column("operation", CanBeNull = false)]
    public required string Operation { get; init; }

    [Column("args", CanBeNull = false)]
    public required string Args { get; init; }

    [Column("result")]
    public string? Result { get; init; }

    [Column("error")]
    public string? Error { get; init; }

    [Column("status", CanBeNull = false)]
    public required string Status { get; init; }

    [Column("processed_by")]
    public string? ProcessedBy { get; init; }

    [Column("processed_at", CanBeNull = false)]
    public required string ProcessedAt { get; init; }

    [Column("duration_ms")]
    public long? DurationMs { get; init; }

    [Column("attempt")]
    public int Attempt { get; init; }

    [Column("token")]
    public long? Token { get; init; }
}
