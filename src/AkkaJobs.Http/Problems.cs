using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>Every refusal's status, code and title; nowhere else is one chosen.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static Problem Unauthorized { get; } = new(
        StatusCodes.Status401Unauthorized, "unauthorized", "No valid token",
        "Send Authorization: Bearer TOKEN with a token that this node knows.");

    public static Problem TooManyFailures(TimeSpan wait) => new(
        StatusCodes.Status429TooManyRequests, "too_many_failures", "Too many unknown tokens",
        "Too many unknown tokens came from this address; send one that is known, after Retry-After.")
    {
        RetryAfter = wait,
    };

    public static Problem Internal { get; } = new(
        StatusCodes.Status500InternalServerError, "internal_error", "Internal error",
        "The request could not be carried out; the node's log says why.");

    public static Problem Forbidden(string detail) =>
        new(StatusCodes.Status403Forbidden, "forbidden", "Not allowed for this role", detail);

    public static Problem UnsupportedMediaType(string detail) =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Media type not understood", detail);

    /// <summary>A rule's "no".</summary>
    public static Problem Of(Rejection rejection)
    {
        var (status, title) = Row(rejection.Code);
        var unknownOutcome = rejection.Code == RejectionCode.CoordinatorUnavailable;
        return new Problem(status, rejection.Code.Word(), title, rejection.Detail)
        {
            Path = rejection.Path,
            JobId = unknownOutcome ? null : rejection.JobId,
            Id = unknownOutcome ? rejection.JobId : null,
            RetryAfter = rejection.RetryAfter ?? (unknownOutcome ? TimeSpan.FromSeconds(2) : null),
        };
    }

    /// <summary>What the server itself refused before, or without, an endpoint of ours.</summary>
    public static Problem OfStatus(int status, HttpContext context) => status switch
    {
        StatusCodes.Status400BadRequest => Of(Rejection.Invalid("request", "The request is not well-formed HTTP.")),
        StatusCodes.Status401Unauthorized => Unauthorized,
        StatusCodes.Status403Forbidden => Forbidden("This user may not do that."),
        StatusCodes.Status404NotFound => new Problem(status, "not_found", "No such route",
            $"There is no {context.Request.Path}; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new Problem(status, "method_not_allowed", "Method not allowed",
            $"{context.Request.Path} does not take {context.Request.Method}; see the Allow header."),
        StatusCodes.Status408RequestTimeout => new Problem(status, "request_timeout", "Request too slow",
            "The body arrived too slowly; send it again."),
        StatusCodes.Status413PayloadTooLarge => Of(new Rejection(RejectionCode.TooLarge, "The body is too large.")
        {
            Path = "body",
        }),
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType("Send application/json."),
        < 500 => new Problem(status, "refused", "Refused", "The server refused the request."),
        _ => Internal with { Status = status },
    };

    /// <summary>Answers with a problem document (RFC 9457).</summary>
    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"akkajobs\"";
        }

        if (problem.RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await using (var writer = new Utf8JsonWriter(response.BodyWriter, HttpJson.Writing))
        {
            Write(writer, problem);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter writer, Problem problem)
    {
        writer.WriteStartObject();
        writer.WriteString("type", $"urn:akkajobs:problem:{problem.Code}");
        writer.WriteString("title", problem.Title);
        writer.WriteNumber("status", problem.Status);
        writer.WriteString("code", problem.Code);
        writer.WriteString("detail", problem.Detail);
        if (problem.Path is not null)
        {
            writer.WriteString("path", problem.Path);
        }

        if (problem.JobId is { } job)
        {
            writer.WriteString("job_id", job.Value);
        }

        if (problem.Id is { } id)
        {
            writer.WriteString("id", id.Value);
        }

        writer.WriteEndObject();
    }

    private static (int Status, string Title) Row(RejectionCode code) => code switch
    {
        RejectionCode.Invalid => (400, "Invalid input"),
        RejectionCode.UnknownOperation => (400, "Unknown operation"),
        RejectionCode.UnknownJob => (404, "Unknown job"),
        RejectionCode.UnknownBot => (404, "Unknown bot"),
        RejectionCode.UnknownNode => (404, "Unknown node"),
        RejectionCode.NodeReachable => (409, "Node can be reached"),
        RejectionCode.Pruned => (410, "Pruned"),
        RejectionCode.MovedOn => (409, "Job is no longer what was asked for"),
        RejectionCode.IdTaken => (409, "Id belongs to another job"),
        RejectionCode.UniqueKeyTaken => (409, "Unique key belongs to an open job"),
        RejectionCode.NotProcessing => (409, "Job is not processing"),
        RejectionCode.Superseded => (409, "Token is not current"),
        RejectionCode.AlreadyFinished => (409, "Job has finished"),
        RejectionCode.NotRetryable => (409, "Job cannot be retried"),
        RejectionCode.SessionEnded => (409, "Session has ended"),
        RejectionCode.WrongNode => (409, "Not on this node"),
        RejectionCode.TooLarge => (413, "Too large"),
        RejectionCode.Busy => (429, "Busy"),
        RejectionCode.CoordinatorUnavailable => (503, "Coordinator unavailable"),
        _ => throw new UnreachableException($"No status for {code}."),
    };
}
