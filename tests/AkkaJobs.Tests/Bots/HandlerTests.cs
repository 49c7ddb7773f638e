using System.Text.Json;
using AkkaJobs.Bots;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.Bots;

/// <summary>How handlers are registered, and what becomes of what they return and throw.</summary>
public sealed class HandlerTests
{
    private sealed record Add(int A, int B);

    [Fact]
    public async Task Typed_args_are_read_and_results_written_as_json() => Assert.Equal("3", await RunAsync(
        handlers => handlers.AddHandler<Add, int>("op", (args, _) => args.A + args.B), """{"A": 1, "b": 2}"""));

    [Fact]
    public async Task Json_passes_through() => Assert.Equal("""{"x":[1]}""", await RunAsync(
        handlers => handlers.AddHandler<JsonText, JsonText>("op", (args, _) => args), """{"x": [1]}"""));

    [Theory]
    [InlineData("""{"a": "x"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Args_of_another_shape_fail_for_good(string args)
    {
        var failed = await Assert.ThrowsAsync<AttemptFailedException>(() => RunAsync(
            handlers => handlers.AddHandler<Add, int>("op", (add, _) => add.A), args));

        Assert.False(failed.Retryable);
        Assert.StartsWith("The args do not fit the handler of op: ", failed.Message);
    }

    [Fact]
    public async Task A_json_exception_of_the_handlers_own_is_not_the_callers_fault() =>
        await Assert.ThrowsAnyAsync<JsonException>(() => RunAsync(
            handlers => handlers.AddHandler<JsonText, int>("op", (_, _) => JsonText.Parse("oops").Length), "{}"));

    [Fact]
    public async Task A_class_is_made_for_each_attempt_in_its_own_scope_and_disposed_with_it()
    {
        var log = new List<string>();
        await using var services = new ServiceCollection()
            .AddSingleton(log)
            .AddScoped<Tool>()
            .BuildServiceProvider();
        var handler = new HandlerRegistry().AddHandler<ClassHandler>("op").Build(services, [])["op"];

        await handler(JsonText.Null, Context());
        await handler(JsonText.Null, Context());

        Assert.Equal(["made", "run", "disposed", "tool gone", "made", "run", "disposed", "tool gone"], log);
    }

    [Fact]
    public async Task A_class_that_is_a_service_comes_from_the_scope()
    {
        var log = new List<string>();
        await using var services = new ServiceCollection()
            .AddSingleton(log)
            .AddScoped<Tool>()
            .AddScoped<ClassHandler>()
            .BuildServiceProvider();
        var handler = new HandlerRegistry().AddHandler<ClassHandler>("op").Build(services, [])["op"];

        await handler(JsonText.Null, Context());

        Assert.Equal(["made", "run", "disposed", "tool gone"], log);
    }

    [Fact]
    public void A_class_needs_services() => Assert.Contains(
        "needs services",
        Assert.Throws<InvalidOperationException>(
            () => new HandlerRegistry().AddHandler<ClassHandler>("op").Build(null, [])).Message);

    [Fact]
    public void An_operation_has_one_handler() => Assert.Contains(
        "Operation op has a handler already.",
        Assert.Throws<ArgumentException>(() => new HandlerRegistry()
            .AddHandler<int, int>("op", (args, _) => args)
            .AddHandler<int, int>("op", (args, _) => args)).Message);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_operation_has_a_name(string name) => Assert.Throws<ArgumentException>(
        () => new HandlerRegistry().AddHandler<int, int>(name, (args, _) => args));

    [Fact]
    public void An_operations_name_is_bounded() => Assert.Throws<ArgumentException>(
        () => new HandlerRegistry().AddHandler<int, int>(new string('x', 129), (args, _) => args));

    [Fact]
    public void A_bot_may_run_some_of_its_operations()
    {
        var handlers = new HandlerRegistry()
            .AddHandler<int, int>("a", (args, _) => args)
            .AddHandler<int, int>("b", (args, _) => args)
            .AddHandler<int, int>("c", (args, _) => args);

        Assert.Equal(["a", "c"], handlers.Build(null, ["c", "a", "c"]).Operations);
        Assert.Equal(["a", "b", "c"], handlers.Build(null, []).Operations);
    }

    [Fact]
    public void A_wanted_operation_without_a_handler_is_named() => Assert.Equal(
        "akkajobs.bot.operations names paint, which has no handler; there are handlers for: a.",
        Assert.Throws<ArgumentException>(
            () => new HandlerRegistry().AddHandler<int, int>("a", (args, _) => args).Build(null, ["paint"])).Message);

    [Fact]
    public void An_unexpected_exception_is_told_with_its_causes_and_its_place()
    {
        var text = HandlerErrors.Describe(Catch(() =>
            throw new InvalidOperationException("outer", Catch(() => throw new FormatException("inner")))));

        Assert.StartsWith("InvalidOperationException: outer ← FormatException: inner (at ", text);
        Assert.DoesNotContain('\n', text);
    }

    private static Exception Catch(Action act) => Record.Exception(act)!;

    private static async Task<string> RunAsync(Action<HandlerRegistry> add, string args)
    {
        var registry = new HandlerRegistry();
        add(registry);
        var result = await registry.Build(null, [])["op"](JsonText.Parse(args), Context());
        return result.ToString();
    }

    private static JobContext Context() => new(
        new ClaimedJob(new JobId(Guid.NewGuid()), "op", JsonText.Null, 1, 1, 6000, 60_000), CancellationToken.None);

    private sealed class Tool(List<string> log) : IDisposable
    {
        public void Dispose() => log.Add("tool gone");
    }

    private sealed class ClassHandler : IJobHandler, IDisposable
    {
        private readonly List<string> _log;

        public ClassHandler(List<string> log, Tool tool)
        {
            Assert.NotNull(tool);
            _log = log;
            _log.Add("made");
        }

        public Task<JsonText> RunAsync(JsonText args, JobContext job)
        {
            _log.Add("run");
            return Task.FromResult(JsonText.Null);
        }

        public void Dispose() => _log.Add("disposed");
    }
}
