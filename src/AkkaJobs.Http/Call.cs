using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Http;

/// <summary>One request on its way through: who calls, what came in, what goes out.</summary>
internal sealed record Call(
    HttpContext Context, Route Route, Caller Caller, HttpOptions Options, TimeProvider Time, ILogger Logger)
{
    public CancellationToken Cancel => Context.RequestAborted;

    public IJobClient Jobs => Context.RequestServices.GetRequiredService<IJobClient>();

    public IJobOperator Operator => Context.RequestServices.GetRequiredService<IJobOperator>();

    public IJobAudit Audit => Context.RequestServices.GetRequiredService<IJobAudit>();

    public IJobEvents Events => Context.RequestServices.GetRequiredService<IJobEvents>();

    public IClusterOperator Cluster => Context.RequestServices.GetRequiredService<IClusterOperator>();

    public IRemoteBots RemoteBots => Context.RequestServices.GetRequiredService<IRemoteBots>();

    /// <summary>The job that the path names.</summary>
    /// <exception cref="JobRefusedException">No UUID: then it is the id of no job, like any unknown one.</exception>
    public JobId Job
    {
        get
        {
            var text = (string?)Context.GetRouteValue("id");
            return JobId.TryParse(text, out var id)
                ? id
                : throw new JobRefusedException(new Rejection(
                    RejectionCode.UnknownJob, "No job has this id: it is not a UUID.")
                { Path = "id" });
        }
    }

    /// <summary>The bot or queue that the path names.</summary>
    /// <exception cref="JobRefusedException">It is no name.</exception>
    public string Name
    {
        get
        {
            // A slash is the one sign that the server leaves encoded in a path; names hold slashes, but no percent.
            var name = ((string?)Context.GetRouteValue("name"))?
                .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            return JobRequestRules.CheckName("name", name) is { } rejection
                ? throw new JobRefusedException(rejection)
                : name!;
        }
    }

    public Request By(string? reason = null) => new(Caller.Name, reason);

    public Query Query() => Http.Query.Read(Context.Request, Route.Query);

    /// <summary>Reads the body as this route's shape, and makes of it what <paramref name="make"/> says.</summary>
    /// <exception cref="JobRefusedException">It does not fit.</exception>
    public async Task<T> ReadAsync<T>(Func<Values, T> make)
    {
        var utf8 = await RequestBody.ReadAsync(Context, Options.MaxBodyBytes);
        if (utf8.Length == 0 && Route.BodyOptional)
        {
            utf8 = "{}"u8.ToArray();
        }
        else
        {
            RequestBody.RequireType(Context.Request, RequestBody.Json);
        }

        using var document = StrictJson.Parse(utf8, out var rejection);
        if (document is null)
        {
            throw new JobRefusedException(rejection!);
        }

        if (Route.Body!.Read(document.RootElement, "", out var values) is { } refused)
        {
            throw new JobRefusedException(refused);
        }

        return make(values);
    }

    public void ShowLag(TimeSpan? lag)
    {
        if (lag is { } behind)
        {
            var milliseconds = Math.Max(0, (long)behind.TotalMilliseconds);
            Context.Response.Headers["AkkaJobs-Lag-Ms"] = milliseconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    public Task AnswerAsync(JobView job)
    {
        ShowLag(job.Lag);
        return AnswerAsync(job, HttpJson.Answers.JobView);
    }

    public Task AnswerAsync<T>(Page<T> page, JsonTypeInfo<Listing<T>> type)
    {
        ShowLag(page.Lag);
        return AnswerAsync(new Listing<T>(page.Items, page.NextCursor), type);
    }

    public Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        WriteAsync(Context, answer, type, status);

    public static async Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = RequestBody.Json;
        response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(response.BodyWriter, answer, type, context.RequestAborted);
    }
}
