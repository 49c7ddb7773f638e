namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>What goes wrong, or is done at a bad moment. Each world has some of these and not others.</summary>
internal enum Mishap
{
    MessageLost,
    MessageDelayed,
    MessageDuplicated,
    MessageReordered,
    BotCutOff,
    CoordinatorCutOff,
    WriteFailed,
    WriteSlow,
    CrashBetweenWriteAndReply,
    SnapshotSlow,
    SnapshotFailed,
    TablesBehind,
    TablesSilent,
    CoordinatorCrashed,
    CoordinatorFroze,
    CoordinatorFrozeAndWasSucceeded,
    RivalStarted,
    ClockSet,
    BotCrashed,
    BotFroze,
    BotDrained,
    BotDeathUnnoticed,
    BotLostByMistake,
    RemoteBotCrashed,
    ConnectionGone,
    ClientRepeated,
    OperatorCancelled,
    OperatorRetried,
    OperatorReleased,
    OperatorDrainedBot,
    OperatorPausedQueue,
    OperatorExcludedBot,
}

internal static class Mishaps
{
    public static IReadOnlyList<Mishap> All { get; } = Enum.GetValues<Mishap>();

    /// <summary>Those that leave bots and the way to them alone.</summary>
    public static IReadOnlyList<Mishap> OfCoordinators { get; } =
    [
        Mishap.WriteFailed, Mishap.WriteSlow, Mishap.CrashBetweenWriteAndReply, Mishap.SnapshotSlow,
        Mishap.SnapshotFailed, Mishap.TablesBehind, Mishap.CoordinatorCrashed, Mishap.CoordinatorFroze,
        Mishap.CoordinatorFrozeAndWasSucceeded, Mishap.RivalStarted,
    ];
}
