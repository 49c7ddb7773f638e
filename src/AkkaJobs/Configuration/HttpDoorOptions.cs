namespace AkkaJobs;

/// <summary>
/// Where the node program listens and whom it lets in: <c>akkajobs.http</c>, <c>akkajobs.management</c>.
/// </summary>
public sealed class HttpDoorOptions
{
    /// <summary>
    /// Where clients are answered, <c>akkajobs.http.url</c>. Default <c>http://127.0.0.1:3001</c>; beyond loopback
    /// only with configured tokens. Without meaning where the role http is missing.
    /// </summary>
    public string Url { get; set; } = "http://127.0.0.1:3001";

    /// <summary>
    /// Where health, metrics and the operator's tool are answered, <c>akkajobs.management.url</c>. Default
    /// <c>http://127.0.0.1:9110</c>; beyond loopback only with configured tokens; not the same port as <see
    /// cref="Url"/>.
    /// </summary>
    public string ManagementUrl { get; set; } = "http://127.0.0.1:9110";

    /// <summary>
    /// The largest body of a request, and the longest line of a bulk upload, <c>akkajobs.http.max-body</c>. Default 1
    /// MiB; 64 KiB to 64 MiB. A bulk upload as a whole has no bound.
    /// </summary>
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Jobs that a bulk upload hands over at once, <c>akkajobs.http.bulk-batch</c>. Default 1,000; 1 to 100,000.
    /// </summary>
    public int BulkBatch { get; set; } = 1_000;

    /// <summary>
    /// How long a bulk upload waits for <c>busy</c> or an absent coordinator to pass before it refuses lines for it,
    /// <c>akkajobs.http.bulk-patience</c>. Default 15 s; 0 (refuse at once) to 1 h.
    /// </summary>
    public TimeSpan BulkPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Unknown tokens that one address may send within a minute before it is answered 429 for the rest of it,
    /// <c>akkajobs.http.max-token-failures</c>. Default 30; 1 to 1,000,000.
    /// </summary>
    public int MaxTokenFailures { get; set; } = 30;

    /// <summary>
    /// Who is let in, <c>akkajobs.http.tokens.ROLE.NAME = SECRET</c>. Default none: the node makes an admin token in
    /// its data folder and listens on loopback only. No two with the same secret.
    /// </summary>
    public IReadOnlyList<TokenOptions> Tokens { get; set; } = [];
}
