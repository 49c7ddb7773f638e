using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AkkaJobs.Http;

namespace AkkaJobs.Node;

/// <summary>The node that holds the data, asked through its management port.</summary>
internal static class RunningNode
{
    /// <summary>Lets it repair, and repeats what it says.</summary>
    /// <param name="options">Its management address, and a token that it knows.</param>
    /// <param name="held">Why nobody else may.</param>
    /// <param name="output">Hears each line.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Whether all agree afterwards.</returns>
    /// <exception cref="InvalidOptionsException">It cannot be reached, or does not do it.</exception>
    public static async Task<bool> RepairAsync(
        AkkaJobsOptions options, string held, TextWriter output, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{options.Http.ManagementUrl}/audit")
        {
            Content = new StringContent("""{"repair":true}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken(options));
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
                throw Refused($"{held} The node says: {Text(problem, "detail") ?? answer.StatusCode.ToString()}");
            }

            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
            return await TellAsync(lines, output, cancel) ?? throw Refused(
                $"{held} The node has broken off the repair; its log says why. Cut off anywhere, it may be run again.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw Refused(
                $"{held} It cannot be asked to repair by itself: {options.Http.ManagementUrl} (--management) says: "
                + $"{e.Message} Say where its management port is, or stop it first.");
        }
    }

    private static async Task<bool?> TellAsync(StreamReader lines, TextWriter output, CancellationToken cancel)
    {
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            using var said = JsonDocument.Parse(line);
            if (Text(said, "kind") == "end")
                return said.RootElement.GetProperty("clean").GetBoolean();
            await output.WriteLineAsync(Text(said, "text"));
        }

        return null;
    }

    /// <summary>A member of what may be another program's answer.</summary>
    private static string? Text(JsonDocument answer, string name) =>
        answer.RootElement.ValueKind == JsonValueKind.Object
        && answer.RootElement.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    private static string AdminToken(AkkaJobsOptions options)
    {
        if (options.Http.Tokens.Count == 0)
            return File.Exists(Path.Combine(options.DataFolder, AdminTokenFile.FileName))
                ? AdminTokenFile.ReadOrCreate(options.DataFolder).Secret
                : "none";
        return options.Http.Tokens.FirstOrDefault(token => token.Role == HttpRole.Admin.Word())?.Secret ?? "none";
    }

    private static InvalidOptionsException Refused(string reason) => new([reason]);
}
