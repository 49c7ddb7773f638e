namespace AkkaJobs.Cmd;

/// <summary>What <c>pbm</c> ends with; part of the contract.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The node said no, or not all is as it should be.</summary>
    public const int Refused = 1;

    public const int BadUsage = 2;

    public const int CannotReach = 3;

    public const int NotAllowed = 4;

    /// <summary>Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;
}

/// <summary>Ends a command with a sentence and a code.</summary>
internal sealed class PbmException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
