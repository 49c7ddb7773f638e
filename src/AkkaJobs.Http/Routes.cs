namespace AkkaJobs.Http;

/// <summary>Every route that <c>MapAkkaJobs</c> maps, but for the description of them.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        .. JobRoutes.All, .. ClaimRoutes.All, .. BotRoutes.All, .. QueueRoutes.All, .. ResultRoutes.All,
        .. StatsRoutes.All, .. EventRoutes.All,
    ];
}
