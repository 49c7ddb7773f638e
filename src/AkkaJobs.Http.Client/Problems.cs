using System.Net;
using System.Text.Json;

namespace AkkaJobs.Http.Client;

/// <summary>Makes of a problem document the refusal that it was made from.</summary>
internal static class Problems
{
    private const string ContentType = "application/problem+json";

    private static readonly Dictionary<string, RejectionCode> Codes =
        Enum.GetValues<RejectionCode>().ToDictionary(code => code.Word());

    /// <summary>A rule's "no", or that nothing is known.</summary>
    /// <exception cref="HttpProblemException">The answer of no rule.</exception>
    public static Reply Read(Ask ask, HttpResponseMessage response, byte[] body, Uri from)
    {
        var retryAfter = response.Headers.RetryAfter?.Delta;
        var problem = Parse(response, body);
        if (problem is not null && Codes.TryGetValue(problem.Code, out var code))
        {
            return Reply.Refused(new Rejection(code, problem.Detail)
            {
                Path = problem.Path,
                JobId = problem.JobId ?? problem.Id,
                RetryAfter = retryAfter,
            });
        }

        var status = response.StatusCode;
        var said = problem is null
            ? new HttpProblemException(
                status, null, $"{from} answered {(int)status} without a problem document: is the address right?")
            : new HttpProblemException(status, problem.Code, problem.Detail);
        return status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout
            ? Reply.Unheard(ask, from, said, retryAfter)
            : throw said;
    }

    /// <summary>What is said of a line of an upload.</summary>
    public static Rejection Of(RejectedLine line)
    {
        var known = Codes.TryGetValue(line.Code, out var code);
        return new Rejection(
            known ? code : RejectionCode.Invalid, known ? line.Detail : $"{line.Code}: {line.Detail}")
        {
            Path = line.Path,
            JobId = line.JobId,
            RetryAfter = line.RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        };
    }

    private static ProblemDocument? Parse(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType != ContentType)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(body, ClientJson.Known.ProblemDocument);
        }
        catch (JsonException)
        {
            // Not one of ours, whatever its header says.
            return null;
        }
    }
}
