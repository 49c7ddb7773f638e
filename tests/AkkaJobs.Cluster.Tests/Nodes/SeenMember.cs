using System.Net.Http.Json;
using System.Text.Json;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>A node of a cluster as one of them sees it.</summary>
/// <param name="Address">Where the others reach it: <c>host:port</c>.</param>
/// <param name="IsWell">Whether it is up, and can be reached by all that the asked node hears of.</param>
/// <param name="IsCoordinator">Whether the coordinator is there.</param>
internal sealed record SeenMember(string Address, bool IsWell, bool IsCoordinator)
{
    /// <summary>Asks a node at its management door for all of them, as <c>pbm cluster show</c> does.</summary>
    /// <param name="client">What the node lets in.</param>
    /// <param name="management">Where that door is.</param>
    /// <param name="patience">Ends it.</param>
    /// <returns>By address; none if it does not answer well.</returns>
    public static async Task<IReadOnlyList<SeenMember>> AllAsync(
        HttpClient client, Uri management, CancellationToken patience = default)
    {
        using var nothing = JsonContent.Create(new { });
        using var answer = await client.PostAsync(new Uri(management, "/palettes/cluster/show"), nothing, patience);
        if (!answer.IsSuccessStatusCode)
        {
            return [];
        }

        var lines = (await answer.Content.ReadAsStringAsync(patience)).Split('\n')
            .Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
        return
        [
            .. lines.Where(line => line.GetProperty("kind").GetString() == "row")
                .Select(line => Of(line.GetProperty("value"))),
        ];
    }

    private static SeenMember Of(JsonElement node) => new(
        node.GetProperty("address").GetString()!,
        node.GetProperty("status").GetString() == "up" && node.GetProperty("reachable").GetBoolean(),
        node.GetProperty("coordinator").ValueKind == JsonValueKind.True);
}
