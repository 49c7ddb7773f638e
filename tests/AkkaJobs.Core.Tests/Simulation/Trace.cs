using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>Messages as one reads them in a replay.</summary>
internal static class Trace
{
    public static string Of(CoordinatorCommand command) => command switch
    {
        Heartbeat beat => $"Heartbeat of {beat.Session}, seen {beat.Seen}, lists [{Tokens(beat.Running)}]",
        HeartbeatRemote beat => $"Heartbeat of {beat.Session}, lists [{Tokens(beat.Running)}]",
        JobCommand job => $"{command.GetType().Name} {job.Job} {TokenOf(job)}",
        _ => command.ToString(),
    };

    public static string Of(CoordinatorReply reply) => reply switch
    {
        HeartbeatAnswered answered => $"heartbeat answered, unknown {answered.Unknown}, "
            + $"stop [{string.Join(' ', answered.Cancel.Select(c => c.Token))}], "
            + $"again [{string.Join(' ', answered.Again.Select(c => c.Token))}]",
        ClaimAnswered { Jobs: { } jobs } => $"claim answered [{string.Join(' ', jobs.Select(j => j.Token))}]",
        JobStands stands => $"{stands.Record.Spec.Id} is {stands.Record.Status.Word()}",
        _ => reply.ToString(),
    };

    public static string Of(CoordinatorNotice notice) => notice switch
    {
        JobPlaced placed => $"place token {placed.Job.Token}",
        AttemptCancelled cancelled => $"stop token {cancelled.Attempt.Token} ({cancelled.Attempt.Reason})",
        _ => notice.GetType().Name,
    };

    private static string Tokens(IEnumerable<RunningAttempt> running) =>
        string.Join(' ', running.Select(attempt => attempt.Token));

    private static string TokenOf(JobCommand command) => command switch
    {
        Complete complete => $"under token {complete.Token}",
        Fail fail => $"under token {fail.Token}",
        Release release => $"under token {release.Token}",
        _ => "",
    };
}
