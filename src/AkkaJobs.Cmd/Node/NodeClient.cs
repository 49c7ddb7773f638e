using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AkkaJobs.Cmd.Node;

/// <summary>The talk with a node's management port.</summary>
internal sealed class NodeClient : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a node ever lets a caller wait before it says anything.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly NodeAddress _node;
    private readonly HttpClient _http;

    public NodeClient(NodeAddress node, string? token)
    {
        _node = node;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectPatience,
            AllowAutoRedirect = false,
            UseProxy = false,
        })
        {
            BaseAddress = node.Url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public NodeAddress Node => _node;

    /// <summary>What the node offers.</summary>
    /// <exception cref="PbmException">It cannot be reached, or does not let us in.</exception>
    public async Task<IReadOnlyList<Palette>> PalettesAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "palettes");
        using var answer = await SendAsync(request, Patience, cancel);
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        try
        {
            var listing = await JsonSerializer.DeserializeAsync(body, CmdJson.Default.PaletteListing, cancel);
            return listing!.Items;
        }
        catch (JsonException)
        {
            throw new PbmException(
                ExitCodes.CannotReach, $"{_node.Text} answers, but is no management port of a node (default 9110).");
        }
    }

    /// <summary>Calls a command.</summary>
    /// <param name="palette">Its palette.</param>
    /// <param name="command">Its name.</param>
    /// <param name="body">Its arguments.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The lines of its answer, up to its end.</returns>
    /// <exception cref="PbmException">Refused, not reached, or cut off.</exception>
    public async IAsyncEnumerable<AnswerLine> CallAsync(
        string palette, string command, HttpContent body, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"palettes/{palette}/{command}") { Content = body };

        // What sends a file, or works long before it says anything, takes the time it takes.
        using var answer = await SendAsync(request, Timeout.InfiniteTimeSpan, cancel);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await NextAsync(lines, cancel) is { } line)
        {
            yield return line;
            if (line.Kind == "end")
            {
                yield break;
            }
        }

        throw CutOff("");
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, TimeSpan patience, CancellationToken cancel)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(patience);
        try
        {
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, within.Token);
            return answer.IsSuccessStatusCode ? answer : throw await RefusedAsync(answer, within.Token);
        }
        catch (HttpRequestException fault)
        {
            var why = fault.InnerException is SocketException socket ? socket.Message : fault.Message;
            throw new PbmException(
                ExitCodes.CannotReach,
                $"Nobody answers at {_node.Text}: {why.TrimEnd('.')}. Start a node, or say where one is: "
                + $"pbm HOST:PORT …, or {NodeAddress.Variable}.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new PbmException(
                ExitCodes.CannotReach,
                $"{_node.Text} takes connections but does not answer: look after its process, or ask another node.");
        }
    }

    private async Task<AnswerLine?> NextAsync(StreamReader lines, CancellationToken cancel)
    {
        try
        {
            if (await lines.ReadLineAsync(cancel) is not { } line)
            {
                return null;
            }

            using var document = JsonDocument.Parse(line);
            var json = document.RootElement.Clone();
            return new AnswerLine(json.GetProperty("kind").GetString()!, json);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw CutOff($" ({fault.Message})");
        }
    }

    private PbmException CutOff(string why) => new(
        ExitCodes.CannotReach, $"{_node.Text} broke off in the middle of its answer{why}; its log says why.");

    private async Task<PbmException> RefusedAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(cancel);
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized => new PbmException(
                    ExitCodes.NotAllowed,
                    $"{_node.Text} does not know this token, or none was given: give --token or {NodeToken.Variable}, "
                    + "or run where the node's data/admin-token is."),
                HttpStatusCode.Forbidden => new PbmException(ExitCodes.NotAllowed, Detail(text)),
                HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
                    or HttpStatusCode.UnsupportedMediaType => new PbmException(ExitCodes.BadUsage, Detail(text)),
                HttpStatusCode.NotFound when IsNoRoute(text) => new PbmException(
                    ExitCodes.CannotReach, $"{_node.Text} answers, but offers no palettes: is it a management port?"),
                _ => new PbmException(ExitCodes.Refused, Detail(text)),
            };
        }

        string Detail(string text) => Problem(text, "detail") is { } detail
            ? $"{Problem(text, "code")}: {detail}"
            : $"{_node.Text} answers {(int)answer.StatusCode}.";
    }

    private static bool IsNoRoute(string text) => Problem(text, "code") is null or "not_found";

    private static string? Problem(string text, string name)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.ValueKind == JsonValueKind.Object
                && problem.RootElement.TryGetProperty(name, out var value)
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
