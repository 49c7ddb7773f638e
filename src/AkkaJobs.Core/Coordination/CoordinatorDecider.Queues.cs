namespace AkkaJobs.Coordination;

/// <content>Queues: what operators pause and resume.</content>
internal static partial class CoordinatorDecider
{
    private static CoordinatorReply Decide(Decision decision, PauseQueue command, Timestamp now)
    {
        var state = decision.State;
        var isPaused = state.Queues.TryGetValue(command.Queue, out var queue) && queue.Pause is not null;
        if (command.Pause && !isPaused && state.PausedQueues >= Limits.MaxPausedQueues)
        {
            return new Refused(new Rejection(
                RejectionCode.Busy, $"{Limits.MaxPausedQueues} queues are paused already: resume one first.")
            {
                RetryAfter = BusyFor,
            });
        }

        if (command.Pause != isPaused)
        {
            decision.Emit(command.Pause
                ? new QueuePaused(now, command.Queue, command.By, command.Reason)
                : new QueueResumed(now, command.Queue, command.By, command.Reason));
        }

        var stands = state.Queues.GetValueOrDefault(command.Queue) ?? new QueueRecord(command.Queue);
        return new QueueStands(stands.ToView());
    }
}
