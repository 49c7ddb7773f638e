namespace AkkaJobs.Http;

/// <summary>
/// Which door: on an endpoint, where it may be reached; on a connection, through which it came. A server that has only
/// one door marks no connections, and then every endpoint may be reached.
/// </summary>
internal sealed record DoorOf(string Name)
{
    public static DoorOf Http { get; } = new("http");

    public static DoorOf Management { get; } = new("management");
}
