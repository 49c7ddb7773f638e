using System.Net.Http.Headers;

namespace AkkaJobs.Http.Client;

/// <summary>A node's HTTP door from outside: sends, and repeats what may be repeated.</summary>
internal sealed class HttpDoor(
    Func<HttpClient> clients, Uri root, string? token, HttpJobClientOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>The address that paths are appended to.</summary>
    /// <exception cref="ArgumentException">It is not an absolute one of http or https.</exception>
    public static Uri Root(Uri? address)
    {
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" })
        {
            throw new ArgumentException(
                $"The address must be as in http://127.0.0.1:3001 or https://host/jobs-api, but is "
                + $"{address?.ToString() ?? "not given"}.",
                nameof(address));
        }

        return new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    /// <summary>The answer, or that there is none; the last one, where it was asked more than once.</summary>
    /// <exception cref="HttpProblemException">An answer that no rule gave.</exception>
    public async Task<Reply> SendAsync(Ask ask, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var reply = await TryAsync(ask, cancel).ConfigureAwait(false);
            if (!ask.Repeatable || reply.Rejection?.Code != RejectionCode.CoordinatorUnavailable)
            {
                return reply;
            }

            var pause = reply.RetryAfter ?? Pause(tries);
            if (time.GetElapsedTime(since) + pause > options.Patience)
            {
                return reply;
            }

            await Task.Delay(pause, time, cancel).ConfigureAwait(false);
        }
    }

    private async Task<Reply> TryAsync(Ask ask, CancellationToken cancel)
    {
        using var up = new CancellationTokenSource(options.AnswerWithin + ask.Wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, up.Token);
        try
        {
            using var request = ToMessage(ask);
            using var response = await clients().SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? Reply.Answered(response, body, request.RequestUri!)
                : Problems.Read(ask, response, body, request.RequestUri!);
        }
        catch (Exception e) when (e is IOException or HttpRequestException and not HttpProblemException)
        {
            return Reply.Unheard(ask, root, e, null);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            return Reply.Unheard(ask, root, new TimeoutException("It took too long.", e), null);
        }
    }

    private HttpRequestMessage ToMessage(Ask ask)
    {
        var message = new HttpRequestMessage(ask.Method, new Uri(root, ask.Path()));
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (ask.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(ask.Type);
        }

        return message;
    }

    /// <summary>Longer from one to the next, and never the same for two clients of one node that went away.</summary>
    private static TimeSpan Pause(int tries)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(tries, 10));
        return (pause < LongestPause ? pause : LongestPause) * (0.8 + (0.4 * Random.Shared.NextDouble()));
    }
}
