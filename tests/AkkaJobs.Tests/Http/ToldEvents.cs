using System.Runtime.CompilerServices;

namespace AkkaJobs.Tests.Http;

/// <summary>Tells the same two events to whoever asks, after what was seen, and ends.</summary>
internal sealed class ToldEvents : IJobEvents
{
    public static JobEventView Enqueued { get; } = new()
    {
        Number = 7,
        At = DateTimeOffset.UnixEpoch,
        Event = "enqueued",
        Job = new JobId(Guid.Parse("0199c0de-0000-7000-8000-000000000007")),
        By = "carol",
    };

    public static JobEventView Claimed { get; } = Enqueued with
    {
        Number = 8,
        Event = "claimed",
        Attempt = 1,
        Token = 5,
        Bot = "bot-1",
        By = null,
    };

    public JobEventFilter? Asked { get; private set; }

    public async IAsyncEnumerable<JobEventView> FollowAsync(
        JobEventFilter filter, long? after = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        Asked = filter;
        foreach (var view in new[] { Enqueued, Claimed }.Where(view => view.Number > (after ?? 0)))
        {
            await Task.Yield();
            yield return view;
        }
    }
}
