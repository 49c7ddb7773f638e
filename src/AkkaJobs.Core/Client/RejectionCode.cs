using System.Diagnostics;

namespace AkkaJobs;

/// <summary>Why something was refused. Stable: users branch on the words.</summary>
public enum RejectionCode
{
    /// <summary>A field is missing, malformed or out of bounds; <see cref="Rejection.Path"/> names it.</summary>
    Invalid = 1,

    /// <summary>A value is larger than its bound; <see cref="Rejection.Path"/> names it.</summary>
    TooLarge,

    /// <summary>The id belongs to a job of another operation, queue or args.</summary>
    IdTaken,

    /// <summary>An open job carries this unique key; <see cref="Rejection.JobId"/> names it.</summary>
    UniqueKeyTaken,

    /// <summary>No job has this id, or it has been pruned.</summary>
    UnknownJob,

    /// <summary>No bot has this name.</summary>
    UnknownBot,

    /// <summary>The node runs in strict mode and no bot or configuration knows the operation.</summary>
    UnknownOperation,

    /// <summary>The job is not processing, so there is no lease to end.</summary>
    NotProcessing,

    /// <summary>The token is not the job's current one: another attempt, or an operator, has come first.</summary>
    Superseded,

    /// <summary>The job has finished, so it cannot be cancelled.</summary>
    AlreadyFinished,

    /// <summary>The job has succeeded, or is open and needs no retry.</summary>
    NotRetryable,

    /// <summary>A later session joined under this bot's name.</summary>
    SessionEnded,

    /// <summary>A bound is reached; try again after <see cref="Rejection.RetryAfter"/>.</summary>
    Busy,

    /// <summary>
    /// The coordinator, or a table it must ask, is away; the outcome may be unknown. Repeat with the same id.
    /// </summary>
    CoordinatorUnavailable,

    /// <summary>It is done on another node, which the detail names.</summary>
    WrongNode,

    /// <summary>No node of the cluster has this address.</summary>
    UnknownNode,

    /// <summary>The node can be reached, so it is not dead: it should be told to leave.</summary>
    NodeReachable,

    /// <summary>The job no longer is what the filter asked for.</summary>
    MovedOn,

    /// <summary>What is asked for has been pruned.</summary>
    Pruned,
}

/// <summary>The words for rejections.</summary>
public static class RejectionCodeExtensions
{
    /// <summary>The <c>code</c> in a problem document.</summary>
    public static string Word(this RejectionCode code) => code switch
    {
        RejectionCode.Invalid => "invalid",
        RejectionCode.TooLarge => "too_large",
        RejectionCode.IdTaken => "id_taken",
        RejectionCode.UniqueKeyTaken => "unique_key_taken",
        RejectionCode.UnknownJob => "unknown_job",
        RejectionCode.UnknownBot => "unknown_bot",
        RejectionCode.UnknownOperation => "unknown_operation",
        RejectionCode.NotProcessing => "not_processing",
        RejectionCode.Superseded => "superseded",
        RejectionCode.AlreadyFinished => "already_finished",
        RejectionCode.NotRetryable => "not_retryable",
        RejectionCode.SessionEnded => "session_ended",
        RejectionCode.Busy => "busy",
        RejectionCode.CoordinatorUnavailable => "coordinator_unavailable",
        RejectionCode.WrongNode => "wrong_node",
        RejectionCode.UnknownNode => "unknown_node",
        RejectionCode.NodeReachable => "node_reachable",
        RejectionCode.MovedOn => "moved_on",
        RejectionCode.Pruned => "pruned",
        _ => throw new UnreachableException($"No word for {(int)code}."),
    };
}
