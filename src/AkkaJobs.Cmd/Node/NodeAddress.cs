using System.Net;

namespace AkkaJobs.Cmd.Node;

/// <summary>Which node is talked to.</summary>
internal sealed record NodeAddress(Uri Url)
{
    public const string Variable = "PBM_HOST";
    private const string Default = "127.0.0.1:9110";

    public string Text => Url.Scheme == Uri.UriSchemeHttp ? Url.Authority : Url.GetLeftPart(UriPartial.Authority);

    public bool IsLoopback => Url.IsLoopback || (IPAddress.TryParse(Url.Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>
    /// Takes <c>HOST:PORT</c>, or a URL, off the line's beginning; else what the environment says, else the default.
    /// </summary>
    /// <param name="line">The arguments; without the address afterwards.</param>
    /// <param name="environment">The value of <c>PBM_HOST</c>.</param>
    /// <exception cref="PbmException">It is no such address.</exception>
    public static NodeAddress TakeFrom(ref string[] line, string? environment)
    {
        if (line is [var first, .. var rest] && !first.StartsWith('-') && first.Contains(':', StringComparison.Ordinal))
        {
            line = rest;
            return Parse(first, first);
        }

        return string.IsNullOrWhiteSpace(environment) ? Parse(Default, "") : Parse(environment, Variable);
    }

    private static NodeAddress Parse(string text, string source)
    {
        var url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed.Scheme is "http" or "https" && parsed.AbsolutePath == "/" && parsed.Host.Length > 0
            ? new NodeAddress(parsed)
            : throw new PbmException(
                ExitCodes.BadUsage, $"{source} must be HOST:PORT, as in {Default}, but is {text}.");
    }
}
