using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace AkkaJobs.Http;

/// <summary>Reads a request's body, within its bound and of the type that was announced.</summary>
internal static class RequestBody
{
    public const string Json = "application/json";

    /// <summary>The whole body; empty if there is none.</summary>
    /// <exception cref="ProblemException">It is too large.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
        {
            throw TooLarge(most);
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > most)
            {
                // Taken, so that the server can drain what still comes and the caller lives to read the answer.
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(most);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The body's first line; what follows it stays to be read.</summary>
    /// <exception cref="ProblemException">It is too large.</exception>
    public static async Task<byte[]> ReadLineAsync(HttpContext context, int most)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var end = read.Buffer.PositionOf((byte)'\n');
            var line = end is { } at ? read.Buffer.Slice(0, at) : read.Buffer;
            if (line.Length > most)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(most);
            }

            if (end is { } found)
            {
                var utf8 = line.ToArray();
                reader.AdvanceTo(read.Buffer.GetPosition(1, found));
                return utf8;
            }

            if (read.IsCompleted)
            {
                var utf8 = line.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return utf8;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>For what is read as it comes and never held: a bound on the whole body has no purpose.</summary>
    public static void LiftBound(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = null;
        }
    }

    /// <summary>Which of the types the body is announced as.</summary>
    /// <exception cref="ProblemException">None of them, or encoded.</exception>
    public static string RequireType(HttpRequest request, params ReadOnlySpan<string> types)
    {
        var expected = string.Join(" or ", types!);
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding]
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problems.UnsupportedMediaType(
                $"Content-Encoding {encoding} is not understood; send {expected} as it is."));
        }

        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var announced) && IsUtf8(announced))
        {
            foreach (var type in types)
            {
                if (announced.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
                {
                    return type;
                }
            }
        }

        throw new ProblemException(Problems.UnsupportedMediaType(
            $"Send Content-Type: {expected}, in UTF-8, instead of {request.ContentType ?? "none"}."));
    }

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static ProblemException TooLarge(int most) => new(Problems.Of(
        new Rejection(RejectionCode.TooLarge, $"The body must be at most {most} bytes.") { Path = "body" }));
}
