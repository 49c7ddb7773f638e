using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaJobs.Http.Client;

/// <summary>What came back: an answer, a rule's "no", or nothing.</summary>
internal sealed record Reply
{
    private const string LagHeader = "AkkaJobs-Lag-Ms";

    /// <summary>What the node says to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Why there is no answer.</summary>
    public Rejection? Rejection { get; private init; }

    public HttpStatusCode Status { get; private init; }

    /// <summary>How far the tables are behind; null if they were not asked.</summary>
    public TimeSpan? Lag { get; private init; }

    private byte[] Body { get; init; } = [];

    private Uri? From { get; init; }

    /// <summary>What kept it away.</summary>
    private Exception? Cause { get; init; }

    public static Reply Answered(HttpResponseMessage response, byte[] body, Uri from) => new()
    {
        Status = response.StatusCode,
        Body = body,
        From = from,
        Lag = LagOf(response),
    };

    public static Reply Refused(Rejection rejection) =>
        new() { Rejection = rejection, RetryAfter = rejection.RetryAfter };

    /// <summary>No answer, or one that says nothing of what was asked.</summary>
    public static Reply Unheard(Ask ask, Uri from, Exception cause, TimeSpan? retryAfter)
    {
        var place = from.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        var rejection = new Rejection(
            RejectionCode.CoordinatorUnavailable, $"There is no answer from {place} ({cause.Message}). {ask.Cure}")
        {
            JobId = ask.Id,
            RetryAfter = retryAfter ?? TimeSpan.FromSeconds(2),
        };
        return new Reply { Rejection = rejection, RetryAfter = retryAfter, Cause = cause };
    }

    /// <exception cref="JobRefusedException">There is none.</exception>
    /// <exception cref="HttpProblemException">It is not what AkkaJobs says.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        if (Rejection is not null)
        {
            throw new JobRefusedException(Rejection, Cause);
        }

        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw NotOurs(e);
        }
    }

    /// <summary>As above; null if no job has the id.</summary>
    public T? ReadIfKnown<T>(JsonTypeInfo<T> type)
        where T : class => Rejection?.Code == RejectionCode.UnknownJob ? null : Read(type);

    /// <summary>A page of a list; null if no job has the id.</summary>
    public Page<T>? ReadPage<T>(JsonTypeInfo<Listing<T>> type) =>
        ReadIfKnown(type) is { } listing
            ? new Page<T>(listing.Items, listing.NextCursor, Lag ?? TimeSpan.Zero)
            : null;

    public HttpProblemException NotOurs(Exception? cause = null) => new(
        Status, null,
        $"What {From} answered is not what this version of AkkaJobs says: is the address right? {cause?.Message}",
        cause);

    private static TimeSpan? LagOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(LagHeader, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var lag)
            ? TimeSpan.FromMilliseconds(lag)
            : null;
}
