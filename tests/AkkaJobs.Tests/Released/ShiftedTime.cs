namespace AkkaJobs.Tests.Released;

/// <summary>A clock that runs as the machine's does, from another moment.</summary>
internal sealed class ShiftedTime(DateTimeOffset start) : TimeProvider
{
    private readonly long _since = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_since);
}
