using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>
/// What keeps a browser from making more of an answer than data: a job's args and results are anybody's text.
/// </summary>
internal static class SafeHeaders
{
    public static void Add(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
