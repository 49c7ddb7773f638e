using Akka.Actor;
using AkkaJobs.Coordination;

namespace AkkaJobs.Tests.Bots;

/// <summary>What a bot reports of handlers that throw.</summary>
public sealed class FailingTests : BotWorld
{
    [Fact]
    public async Task An_exception_fails_the_attempt_and_another_may_be_made()
    {
        var fail = await FailAsync(() => throw new InvalidOperationException("boom"));

        Assert.True(fail.Retryable);
        Assert.StartsWith("InvalidOperationException: boom (at ", fail.Error);
    }

    [Fact]
    public async Task A_handler_may_say_never_again()
    {
        var fail = await FailAsync(() => throw new AttemptFailedException("no such customer", retryable: false));

        Assert.Equal((false, "no such customer"), (fail.Retryable, fail.Error));
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_an_error_like_any_other()
    {
        var fail = await FailAsync(() => throw new OperationCanceledException("the database did not answer"));

        Assert.True(fail.Retryable);
        Assert.StartsWith("OperationCanceledException: the database did not answer", fail.Error);
    }

    [Fact]
    public async Task A_result_that_is_no_json_fails_the_attempt() => Assert.True(
        (await FailAsync(() => new Action(() => { }))).Retryable);

    [Fact]
    public async Task An_attempts_actor_that_fails_fails_the_attempt_and_its_slot_goes_on()
    {
        var (began, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        Handlers
            .AddHandler<JsonText, int>("one", (_, _) => 1)
            .AddHandler<JsonText, int>("wait", async (_, job) =>
            {
                job.Cancel.Register(cancelled.SetResult);
                began.SetResult();
                await Task.Delay(Timeout.Infinite, job.Cancel);
                return 1;
            });
        await StartAsync(slots: 1);
        var job = Place("wait");
        await began.Task;

        Sys.ActorSelection(Bot.Path / "*").Tell(Kill.Instance);

        var (correlation, fail) = await ExpectReportAsync<Fail>(job);
        Assert.StartsWith("ActorKilledException", fail.Error);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Reply(correlation, Stored);
        await ExpectReportAsync<Complete>(Place("one"));
    }

    private async Task<Fail> FailAsync(Func<object> handler)
    {
        Handlers.AddHandler<JsonText, object>("op", (_, _) => handler());
        await StartAsync();
        return (await ExpectReportAsync<Fail>(Place("op"))).Report;
    }
}
