using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AkkaJobs.Http;

/// <summary>
/// Who is let in by a token, at present: from <see cref="HttpOptions.Tokens"/>, until others take their place while the
/// host runs.
/// </summary>
public sealed class HttpTokens
{
    private readonly FailureLimit _limit;
    private TokenTable _table;

    /// <param name="options">The tokens to begin with.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">An empty secret, or one that two tokens share.</exception>
    public HttpTokens(IOptions<HttpOptions> options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _table = new TokenTable(options.Value.Tokens);
        _limit = new FailureLimit(options.Value.MaxTokenFailures, time ?? TimeProvider.System);
    }

    /// <summary>
    /// Lets these in from now on, and nobody else. Requests on their way, streams too, go on to their end.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// An empty secret, or one that two tokens share; then those before stay.
    /// </exception>
    public void Replace(IEnumerable<BearerToken> tokens)
    {
        Volatile.Write(ref _table, new TokenTable(tokens));
        _limit.Forget();
    }

    /// <summary>Who sends this request; null for no token, an unknown one, or too many unknown ones before.</summary>
    internal Caller? Find(HttpRequest request) => Judge(request).Caller;

    /// <summary>Who sends this request; otherwise the problem to answer.</summary>
    internal (Caller? Caller, Problem? Problem) Judge(HttpRequest request)
    {
        var from = request.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None;
        var caller = Volatile.Read(ref _table).Find(request);
        if (_limit.Wait(from, caller) is { } wait)
        {
            return (null, Problems.TooManyFailures(wait));
        }

        if (caller is null && request.Headers.Authorization.Count > 0)
        {
            _limit.Failed(from);
        }

        return caller is null ? (null, Problems.Unauthorized) : (caller, null);
    }
}
