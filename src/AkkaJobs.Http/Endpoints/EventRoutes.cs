using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AkkaJobs.Http;

/// <summary>
/// Every transition as server-sent events (the WHATWG's HTML standard, 9.2). A reader that does not read holds nobody
/// up: the server's least rate of answers ends it, and it goes on after <c>Last-Event-ID</c>.
/// </summary>
internal static class EventRoutes
{
    private const string Type = "text/event-stream";

    /// <summary>A sign of life for proxies, and the only way to notice that a reader has gone.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    private static readonly Field Job = new("job_id", FieldType.Id, "Only this job's.");

    private static readonly Field Event = new("event", FieldType.Text, "Only events of this word, as in failed.")
    {
        Least = 1,
        Most = Limits.MaxNameBytes,
    };

    private static readonly Field After =
        new("Last-Event-ID", FieldType.Number, "Those after this event first. Default: from now on.");

    public static IReadOnlyList<Route> All { get; } =
    [
        new Route("GET", "/events", "Every transition, as server-sent events, until the caller goes.", StreamAsync)
        {
            Roles = [HttpRole.Client], Query = [Job, Event, JobRoutes.Bot], Headers = [After],
            Answer = typeof(JobEventView), Media = Type,
            Refusals = [RejectionCode.Busy, RejectionCode.CoordinatorUnavailable],
        },
    ];

    private static async Task StreamAsync(Call call)
    {
        var query = call.Query();
        var filter = new JobEventFilter
        {
            Job = query.Id(Job),
            Event = query.Text(Event),
            Bot = query.Text(JobRoutes.Bot),
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        await using var events = call.Events.FollowAsync(filter, Seen(call), end.Token).GetAsyncEnumerator(end.Token);

        // What is refused is refused before the answer begins.
        var next = events.MoveNextAsync().AsTask();
        try
        {
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(100), call.Time, call.Cancel));
            if (next.IsCompleted)
            {
                await next;
            }

            await BeginAsync(call);
            while (await NextAsync(call, next))
            {
                await WriteAsync(call, events.Current);
                next = events.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // The reader may go while the next event is waited for, and what waits cannot be disposed of.
            await end.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static long? Seen(Call call)
    {
        if (call.Context.Request.Headers[After.Name] is not [{ Length: > 0 } text])
        {
            return null;
        }

        return After.Check(text) is { } rejection
            ? throw new JobRefusedException(rejection)
            : long.Parse(text, CultureInfo.InvariantCulture);
    }

    private static async Task BeginAsync(Call call)
    {
        call.Context.Response.ContentType = Type;
        call.Context.Response.Headers.CacheControl = "no-store";
        await SayAsync(call, ": from now on\n\n");
    }

    private static async Task<bool> NextAsync(Call call, Task<bool> next)
    {
        while (!next.IsCompleted)
        {
            if (await Task.WhenAny(next, Task.Delay(SignOfLife, call.Time, call.Cancel)) != next)
            {
                call.Cancel.ThrowIfCancellationRequested();
                await SayAsync(call, ":\n\n");
            }
        }

        return await next;
    }

    private static Task WriteAsync(Call call, JobEventView view)
    {
        var json = JsonSerializer.Serialize(view, HttpJson.Answers.JobEventView);
        return SayAsync(call, string.Create(
            CultureInfo.InvariantCulture, $"id: {view.Number}\nevent: {view.Event}\ndata: {json}\n\n"));
    }

    private static async Task SayAsync(Call call, string text) =>
        await call.Context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), call.Cancel);
}
