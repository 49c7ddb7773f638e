using System.Collections.Concurrent;
using AkkaJobs.Hosting;
using AkkaJobs.Tests.Postgres;
using AkkaJobs.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A node that starts before its database, and what it tells of the way to it.</summary>
public sealed class LateDatabaseTests
{
    private const string Password = "not-to-be-seen";

    private static bool Cannot => PostgresServer.Shared is null || !PostgresServer.CanStartOwn;

    [SkippableFact]
    public async Task A_node_waits_for_a_database_that_comes_late_and_never_tells_its_password()
    {
        Skip.If(Cannot, PostgresServer.Missing);
        using var server = PostgresServer.StartOwn();
        server.Create("jobs");
        server.Kill();
        var log = new Heard();
        using var folder = new TempFolder();
        using var host = Build(server.ConnectionTo("jobs"), TimeSpan.FromMinutes(2), folder.Path, log);
        var starting = host.StartAsync();

        var first = await log.Warned.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("database jobs, schema akkajobs is not there yet", first, StringComparison.Ordinal);
        server.StartAgain();
        await starting.WaitAsync(TimeSpan.FromMinutes(1));

        var client = host.Services.GetRequiredService<IJobClient>();
        var id = await client.EnqueueAsync("sum", new JobsHost.Add(727, 102));
        Assert.Equal(829, await client.WaitForResultAsync<long>(id, TimeSpan.FromSeconds(30)));
        Assert.DoesNotContain(
            Password,
            host.Services.GetRequiredService<Akka.Actor.ActorSystem>().Settings.Config.ToString(),
            StringComparison.Ordinal);
        await host.StopAsync();
        Assert.DoesNotContain(log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_running_node_goes_on_when_its_database_comes_back()
    {
        Skip.If(Cannot, PostgresServer.Missing);
        using var server = PostgresServer.StartOwn();
        server.Create("jobs");
        using var folder = new TempFolder();
        using var host = Build(server.ConnectionTo("jobs"), TimeSpan.Zero, folder.Path, new Heard());
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var first = await client.EnqueueAsync("sum", new JobsHost.Add(1, 2));
        Assert.Equal(3, await client.WaitForResultAsync<long>(first, TimeSpan.FromSeconds(30)));

        server.Kill();
        var request = new JobRequest("sum", JsonText.From(new JobsHost.Add(727, 102)))
        {
            Id = new JobId(Guid.NewGuid()),
        };
        await Assert.ThrowsAsync<JobRefusedException>(() => client.EnqueueAsync(request));
        server.StartAgain();
        await EnqueuedAsync(client, request);

        Assert.Equal(829, await client.WaitForResultAsync<long>(request.Id!.Value, TimeSpan.FromSeconds(60)));
        var history = await client.HistoryAsync(request.Id.Value);
        Assert.Equal(["enqueued", "claimed", "succeeded"], history!.Items.Select(line => line.Event));
        Assert.Equal(2, (await client.ResultsAsync(new ResultFilter())).Items.Count);
        await host.StopAsync();
    }

    [SkippableFact]
    public async Task Its_patience_ends()
    {
        Skip.If(Cannot, PostgresServer.Missing);
        using var server = PostgresServer.StartOwn();
        server.Kill();

        var away = await RefusedAsync(server.ConnectionTo("jobs"), TimeSpan.Zero);

        Assert.Contains("cannot be used: Failed to connect", away.Message, StringComparison.Ordinal);
        Assert.Contains("akkajobs.database-patience", away.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task It_does_not_wait_for_a_database_that_does_not_exist()
    {
        Skip.If(PostgresServer.Shared is null, PostgresServer.Missing);

        var away = await RefusedAsync(PostgresServer.Shared.ConnectionTo("no_such_one"), TimeSpan.FromHours(1));

        Assert.Contains("database \"no_such_one\" does not exist", away.Message, StringComparison.Ordinal);
    }

    /// <summary>As a client does it that was told to come again: with the same id.</summary>
    private static async Task EnqueuedAsync(IJobClient client, JobRequest request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (true)
        {
            try
            {
                await client.EnqueueAsync(request);
                return;
            }
            catch (JobRefusedException refused)
                when (refused.Rejection.Code == RejectionCode.CoordinatorUnavailable)
            {
                await again.WaitForNextTickAsync(patience.Token);
            }
        }
    }

    private static async Task<DatabaseAwayException> RefusedAsync(string connection, TimeSpan patience)
    {
        using var folder = new TempFolder();
        var log = new Heard();
        using var host = Build(connection, patience, folder.Path, log);

        var away = await Assert.ThrowsAsync<DatabaseAwayException>(() => host.StartAsync());

        Assert.Equal(away.Message, Node.StartFaults.Explain(away));
        Assert.DoesNotContain(Password, away.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
        return away;
    }

    private static IHost Build(string connection, TimeSpan patience, string folder, Heard log)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddAkkaJobs(jobs => jobs
            .UseSqlite(folder)
            .UsePostgres(connection)
            .Configure(options => options.DatabasePatience = patience)
            .AddHandler<JobsHost.Add, long>("sum", (args, _) => args.A + args.B));
        return builder.Build();
    }

    /// <summary>Every line that is logged, at any level.</summary>
    private sealed class Heard : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public TaskCompletionSource<string> Warned { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{formatter(state, exception)} {exception}";
            Lines.Enqueue(line);
            if (logLevel == LogLevel.Warning)
            {
                Warned.TrySetResult(line);
            }
        }

        public void Dispose()
        {
        }
    }
}
