using System.Text.Json;
using System.Text.Json.Nodes;
using AkkaJobs.Http;
using AkkaJobs.Tests.EndToEnd;

namespace AkkaJobs.Tests.Released;

/// <summary>Jobs as a caller sees them, a line of JSON each: every field, and the history.</summary>
internal static class ReleasedViews
{
    public static async Task<List<string>> ReadAsync(JobsHost node, IEnumerable<JobId> jobs)
    {
        var lines = new List<string>();
        foreach (var id in jobs)
        {
            var job = JsonSerializer.SerializeToNode((await node.Client.GetAsync(id))!, HttpJson.Answers.JobView);
            var history = (await node.Client.HistoryAsync(id))!;
            job!["history"] = JsonSerializer.SerializeToNode(
                new Listing<HistoryLine>(history.Items, history.NextCursor), HttpJson.Answers.ListingHistoryLine);
            lines.Add(job.ToJsonString(HttpJson.Answers.Options));
        }

        return lines;
    }

    public static JobId IdOf(string line) => new(Guid.Parse(Field(line, "id")));

    /// <summary>Enqueued, or whatever else a job tells the time of.</summary>
    public static DateTimeOffset TimeOf(string line, string field) => DateTimeOffset.Parse(
        Field(line, field), System.Globalization.CultureInfo.InvariantCulture);

    public static string StatusOf(string line) => Field(line, "status");

    private static string Field(string line, string name) => JsonNode.Parse(line)![name]!.GetValue<string>();
}
