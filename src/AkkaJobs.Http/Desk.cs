using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AkkaJobs.Http;

/// <summary>Takes a request through: who calls, what is wanted, and, whatever happens, an answer.</summary>
internal sealed class Desk(HttpOptions options, HttpTokens tokens, TimeProvider time, ILogger logger)
{
    private readonly Gate _gate = new(tokens);

    public static Desk From(IServiceProvider services)
    {
        var options = services.GetService<IOptions<HttpOptions>>() ?? Options.Create(new HttpOptions());
        return new Desk(
            options.Value,
            services.GetService<HttpTokens>() ?? new HttpTokens(options),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetService<ILoggerFactory>()?.CreateLogger("AkkaJobs.Http") ?? NullLogger.Instance);
    }

    public async Task ServeAsync(HttpContext context, Route route)
    {
        SafeHeaders.Add(context.Response);
        var problem = await TryServeAsync(context, route);
        if (problem is null)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            // Half an answer is out: a broken connection is the only honest end.
            context.Abort();
            return;
        }

        await Problems.WriteAsync(context, problem);
    }

    private async Task<Problem?> TryServeAsync(HttpContext context, Route route)
    {
        try
        {
            var (caller, problem) = _gate.Judge(context, route);
            if (caller is not null)
            {
                await route.Run(new Call(context, route, caller, options, time, logger));
            }

            return problem;
        }
        catch (JobRefusedException e)
        {
            if (e.InnerException is { } cause)
            {
                HttpLog.Unanswered(logger, route.Method, route.Pattern, cause.Message);
            }

            return Problems.Of(e.Rejection);
        }
        catch (ProblemException e)
        {
            return e.Problem;
        }
        catch (BadHttpRequestException e)
        {
            return Problems.OfStatus(e.StatusCode, context);
        }
        catch (Exception e) when (IsGone(context, e))
        {
            // No one is left to hear an answer; the status is for the host's own request log, and a stream has told its
            // own already.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }

            return null;
        }
        catch (Exception e)
        {
            HttpLog.Unexpected(logger, route.Method, route.Pattern, e);
            return Problems.Internal;
        }
    }

    private static bool IsGone(HttpContext context, Exception e) =>
        e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested;
}
