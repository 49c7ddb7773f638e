using AkkaJobs.Node.Operations;

namespace AkkaJobs.Tests.Operations;

/// <summary>The operations for drills.</summary>
public sealed class DiagnosticsTests
{
    [Fact]
    public void They_are_there_only_when_asked_for()
    {
        Assert.Equal(
            ["divide", "multiply", "sha256", "subtract", "sum"],
            new HandlerRegistry().AddBuiltInOperations("", diagnostics: false).Operations);
        Assert.Equal(
            ["divide", "echo", "exit", "hang", "multiply", "sha256", "sleep", "subtract", "sum", "throw"],
            new HandlerRegistry().AddBuiltInOperations("", diagnostics: true).Operations);
    }

    [Fact]
    public async Task Echo_gives_back_its_args() =>
        Assert.Equal("""{"x":[1,"ü"]}""", await Operation.RunAsync("echo", """{"x": [1, "ü"]}"""));

    [Fact]
    public async Task Sleep_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var sleeps = Operation.RunAsync("sleep", """{"ms": 2000000}""", cancel: cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeps);
    }

    [Fact]
    public async Task Sleep_returns_when_it_has_slept() =>
        Assert.Equal("null", await Operation.RunAsync("sleep", """{"ms": 1}"""));

    [Theory]
    [InlineData("{\"message\": \"no\"}", true)]
    [InlineData("{\"message\": \"no\", \"retryable\": true}", true)]
    [InlineData("{\"message\": \"no\", \"retryable\": false}", false)]
    public async Task Throw_fails_as_it_is_told(string args, bool retryable)
    {
        var failed = await Assert.ThrowsAsync<AttemptFailedException>(() => Operation.RunAsync("throw", args));

        Assert.Equal(("no", retryable), (failed.Message, failed.Retryable));
    }

    [Theory]
    [InlineData("sleep", "{}", "args lack the field 'ms'.")]
    [InlineData("sleep", "{\"ms\": -1}", "args field 'ms' must be a whole number from 0 to 2147483647.")]
    [InlineData("sleep", "{\"ms\": 1.5}", "args field 'ms' must be a whole number")]
    [InlineData("exit", "{\"code\": 256}", "args field 'code' must be a whole number from 0 to 255.")]
    [InlineData("exit", "{\"code\": \"0\"}", "args field 'code' must be a whole number from 0 to 255.")]
    [InlineData("throw", "{\"message\": 1}", "args field 'message' must be a string, but is a number.")]
    [InlineData("throw", "{\"message\": \"no\", \"retryable\": 1}", "args field 'retryable' must be a boolean")]
    [InlineData("throw", "{\"message\": \"no\", \"code\": 1}", "args have an unknown field 'code'")]
    public Task Bad_args_fail_for_good(string operation, string args, string error) =>
        Operation.FailsForGoodAsync(operation, args, error);
}
