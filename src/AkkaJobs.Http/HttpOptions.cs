namespace AkkaJobs.Http;

/// <summary>What may be set about the HTTP door.</summary>
public sealed class HttpOptions
{
    /// <summary>
    /// Who is let in (<c>akkajobs.http.tokens.ROLE.NAME = SECRET</c>). Default none: then every route but health and
    /// the description answers 401, unless the host put a policy of its own in place of tokens.
    /// </summary>
    public IList<BearerToken> Tokens { get; } = [];

    /// <summary>
    /// The largest body of a request, and the longest line or element of a bulk upload, in bytes. Default 1 MiB; at
    /// least 64 KiB. A bulk upload as a whole has no bound.
    /// </summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Jobs handed over at once by a bulk upload. Default 1,000; at least 1.</summary>
    public int BulkBatch { get; set; } = 1000;

    /// <summary>
    /// How long a bulk upload waits for <c>busy</c> or an absent coordinator to pass, counted from the last line that
    /// was accepted, before it refuses lines for it. Default 15 s; zero refuses at once.
    /// </summary>
    public TimeSpan BulkPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Unknown tokens that one address may send within a minute before it is answered 429 for the rest of it. Default
    /// 30; at least 1.
    /// </summary>
    public int MaxTokenFailures { get; set; } = 30;

    /// <summary>Lets one more in.</summary>
    /// <param name="role">What it may do.</param>
    /// <param name="name">Shown in histories as <c>by</c>.</param>
    /// <param name="secret">What the caller sends as <c>Authorization: Bearer …</c>; not empty, never logged.</param>
    public HttpOptions AddToken(HttpRole role, string name, string secret)
    {
        Tokens.Add(new BearerToken(role, name, secret));
        return this;
    }

    /// <summary>Lets one more in, by the word of its role.</summary>
    /// <exception cref="ArgumentException">A role that is not admin, client or bot.</exception>
    public HttpOptions AddToken(string role, string name, string secret) =>
        HttpRoleExtensions.TryParseRole(role, out var known)
            ? AddToken(known, name, secret)
            : throw new ArgumentException(
                $"akkajobs.http.tokens.{role}.{name} must name a role of admin, client and bot.", nameof(role));
}
