using AkkaJobs.Http;

namespace AkkaJobs.Node;

/// <summary>
/// A request that waits for a job, or for work, would hold up the stop, and with it the bot's drain, until its wait is
/// over. So it ends when the node is told to stop; one that changes something goes on to its answer.
/// </summary>
internal static class WaitsEnd
{
    private static readonly Rejection Stopping = new(
        RejectionCode.CoordinatorUnavailable, "This node is stopping; ask again, or ask another.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>The middleware that does it.</summary>
    public static Func<HttpContext, RequestDelegate, Task> WithTheNode(IHostApplicationLifetime lifetime) =>
        async (context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method)
                && context.Request.Path.Value is not ("/jobs/claim" or "/palettes/jobs/watch"))
            {
                await next(context);
                return;
            }

            var aborted = context.RequestAborted;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
            context.RequestAborted = either.Token;
            await next(context);
            context.RequestAborted = aborted;
            var cut = lifetime.ApplicationStopping.IsCancellationRequested && !aborted.IsCancellationRequested
                && context.Response.StatusCode == StatusCodes.Status499ClientClosedRequest;
            if (cut && !context.Response.HasStarted)
                await Problems.WriteAsync(context, Problems.Of(Stopping));
        };
}
