namespace AkkaJobs.Tests.Http;

/// <summary>A way to a node that breaks as a test says; given one, the rest goes on to the real one.</summary>
/// <param name="send">What becomes of a request, by its number from 1; null lets it through.</param>
/// <param name="then">What happens to the answer of one that was let through.</param>
internal sealed class Broken(
    Func<int, Task<HttpResponseMessage>?> send, Func<int, HttpResponseMessage, HttpResponseMessage>? then = null)
    : DelegatingHandler(new SocketsHttpHandler())
{
    private int _asked;

    public int Asked => _asked;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _asked);
        if (send(number) is { } broken)
        {
            return await broken.WaitAsync(cancellationToken);
        }

        var answer = await base.SendAsync(request, cancellationToken);
        return then?.Invoke(number, answer) ?? answer;
    }
}
