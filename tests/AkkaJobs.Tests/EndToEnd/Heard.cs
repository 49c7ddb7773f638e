using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>What a node logs from warnings on.</summary>
internal sealed class Heard : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Has a node's log come here.</summary>
    public void Hear(AkkaJobsBuilder jobs)
    {
        jobs.Services.AddSingleton<ILoggerProvider>(this);
        jobs.Services.Configure<LoggerFilterOptions>(options => options.MinLevel = LogLevel.Warning);
    }

    public bool Has(string text) => _lines.Any(line => line.Contains(text, StringComparison.OrdinalIgnoreCase));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => _lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
