using System.Diagnostics;
using AkkaJobs.Telemetry;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A job's trace goes on where the job does.</summary>
public sealed class TracingTests
{
    [Fact]
    public async Task A_handler_runs_in_the_trace_in_which_its_job_was_enqueued()
    {
        using var caller = Begin();
        using var spans = new Spans(caller.TraceId);
        await using var node = await JobsHost.StartAsync(jobs => jobs
            .AddHandler<int, string?>("trace", (_, _) => Activity.Current?.Id));

        var id = await node.Client.EnqueueAsync("trace", 1);
        var inside = await node.Client.WaitForResultAsync<string?>(id, TimeSpan.FromSeconds(60));

        var enqueue = await spans.OfAsync(caller.TraceId, "enqueue trace");
        var run = await spans.OfAsync(caller.TraceId, "run trace");
        Assert.Equal(caller.SpanId, enqueue.ParentSpanId);
        Assert.Equal((enqueue.SpanId, run.Id), (run.ParentSpanId, inside));
        Assert.Equal(
            (id.ToString(), "trace", 1, "succeeded"),
            (run.GetTagItem("akkajobs.job.id"), run.GetTagItem("akkajobs.operation"),
                run.GetTagItem("akkajobs.attempt"), run.GetTagItem("akkajobs.outcome")));
    }

    [Fact]
    public async Task A_failed_attempt_says_why_and_the_next_one_is_in_the_same_trace()
    {
        using var caller = Begin();
        using var spans = new Spans(caller.TraceId);
        await using var node = await JobsHost.StartAsync(jobs => jobs
            .AddHandler<int, int>("twice", (_, job) => job.Attempt == 1
                ? throw new AttemptFailedException("not yet", retryable: true)
                : job.Attempt));

        var id = await node.Client.EnqueueAsync("twice", 1);
        Assert.Equal(2, await node.Client.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(60)));

        var failed = await spans.OfAsync(caller.TraceId, "run twice", attempt: 1);
        Assert.Equal((ActivityStatusCode.Error, "not yet"), (failed.Status, failed.StatusDescription));
        var second = await spans.OfAsync(caller.TraceId, "run twice", attempt: 2);
        Assert.Equal(failed.ParentSpanId, second.ParentSpanId);
    }

    [Fact]
    public async Task Nobody_need_listen_for_the_context_to_travel()
    {
        await using var node = await JobsHost.StartAsync(jobs => jobs
            .AddHandler<int, string?>("trace", (_, _) => Activity.Current?.TraceId.ToHexString()));
        using var caller = Begin();
        var id = await node.Client.EnqueueAsync("trace", 1);

        Assert.Equal(
            caller.TraceId.ToHexString(),
            await node.Client.WaitForResultAsync<string?>(id, TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, true)]
    [InlineData(ActivityTraceFlags.None, false)]
    public async Task A_bot_outside_gets_the_context_of_a_trace_that_is_recorded(
        ActivityTraceFlags flags, bool carried)
    {
        await using var node = await JobsHost.StartAsync();
        using var caller = Begin(flags);
        await node.Client.EnqueueAsync("elsewhere", 1);

        var claimed = Assert.Single(await node.RemoteBots.ClaimAsync(
            new RemoteClaim("remote", "s1", ["elsewhere"]) { Wait = TimeSpan.FromSeconds(30) }));

        Assert.Equal(carried ? caller.TraceId.ToHexString() : null, claimed.TraceParent?.Split('-')[1]);
    }

    private static Activity Begin(ActivityTraceFlags flags = ActivityTraceFlags.Recorded) => new Activity("caller")
        .SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags).Start();

    /// <summary>
    /// What was recorded of one trace; nobody listens to the others, whose tests run in the same process.
    /// </summary>
    private sealed class Spans : IDisposable
    {
        private readonly List<Activity> _ended = [];
        private readonly ActivityListener _listener;

        public Spans(ActivityTraceId trace)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == JobsTracing.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> span) => span.Parent.TraceId == trace
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
                ActivityStopped = span =>
                {
                    lock (_ended)
                    {
                        _ended.Add(span);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        /// <summary>The one of a trace; it may end a moment after its job has.</summary>
        public async Task<Activity> OfAsync(ActivityTraceId trace, string name, int? attempt = null)
        {
            using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            for (var left = 3_000; left > 0; left--)
            {
                lock (_ended)
                {
                    var found = _ended.Find(span => span.TraceId == trace && span.DisplayName == name
                        && (attempt is null || Equals(span.GetTagItem("akkajobs.attempt"), attempt)));
                    if (found is not null)
                    {
                        return found;
                    }
                }

                await look.WaitForNextTickAsync();
            }

            throw new InvalidOperationException($"No span {name} in time.");
        }

        public void Dispose() => _listener.Dispose();
    }
}
