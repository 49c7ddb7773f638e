using System.Net;

namespace AkkaJobs.Http.Client;

/// <summary>
/// The node, or what stands before it, answered with what is no rule's "no": no valid token (401), a token without the
/// right (403), no such route (404), or no answer of AkkaJobs at all.
/// </summary>
public sealed class HttpProblemException : HttpRequestException
{
    internal HttpProblemException(HttpStatusCode status, string? code, string detail, Exception? cause = null)
        : base(code is null ? detail : $"{code}: {detail}", cause, status) => Code = code;

    /// <summary>
    /// The <c>code</c> of the problem document, as in <c>unauthorized</c>, <c>forbidden</c> or
    /// <c>too_many_failures</c>; null if there was none.
    /// </summary>
    public string? Code { get; }
}
