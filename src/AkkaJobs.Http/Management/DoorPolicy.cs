using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace AkkaJobs.Http;

/// <summary>
/// Keeps the routes of one door from the other. Part of the route tree, before methods are looked at: what belongs to
/// the other door is not even 405. Knows doors, not ports, so that a port may be any.
/// </summary>
internal sealed class DoorPolicy : MatcherPolicy, INodeBuilderPolicy
{
    private static readonly DoorOf?[] Doors = [null, DoorOf.Http, DoorOf.Management];

    /// <summary>Before the methods' own policy (-1000).</summary>
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(e => Of(e) is not null);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints)
    {
        var edges = new List<PolicyNodeEdge>();
        foreach (var door in Doors)
        {
            var reachable = endpoints.Where(e => door is null || Of(e) is null || Of(e) == door).ToArray();
            if (reachable.Length > 0)
            {
                edges.Add(new PolicyNodeEdge(door?.Name ?? "", reachable));
            }
        }

        return edges;
    }

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) =>
        new Jumps(exitDestination, edges.ToDictionary(edge => (string)edge.State, edge => edge.Destination));

    private static DoorOf? Of(Endpoint endpoint) => endpoint.Metadata.GetMetadata<DoorOf>();

    private sealed class Jumps(int exit, Dictionary<string, int> destinations) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) =>
            destinations.GetValueOrDefault(httpContext.Features.Get<DoorOf>()?.Name ?? "", exit);
    }
}
