using System.Text;
using AkkaJobs.Bots;

namespace AkkaJobs;

/// <summary>
/// Which code runs which operation. <see cref="JsonText"/> as args or result passes through as it is; any other type is
/// read and written as JSON with the web's defaults (camelCase; case does not matter in reading).
/// </summary>
public sealed class HandlerRegistry
{
    private readonly Dictionary<string, HandlerFactory> _factories = new(StringComparer.Ordinal);

    /// <summary>The operations registered so far, in the order of their names.</summary>
    public IReadOnlyCollection<string> Operations => [.. _factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Registers a function. It runs on a thread of the pool, and may block that thread; args that do not fit
    /// <typeparamref name="TArgs"/> fail the attempt, not retryable.
    /// </summary>
    /// <param name="operation">1 to <see cref="Limits.MaxNameBytes"/> bytes; not registered yet.</param>
    /// <param name="handler">Runs one attempt; may be called at once by many threads.</param>
    /// <exception cref="ArgumentException">
    /// The operation has a handler, or no good name; or there are too many.
    /// </exception>
    public HandlerRegistry AddHandler<TArgs, TResult>(string operation, Func<TArgs, JobContext, TResult> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(operation, _ => (args, job) =>
            ValueTask.FromResult(HandlerJson.Write(handler(HandlerJson.Read<TArgs>(operation, args), job))));
    }

    /// <inheritdoc cref="AddHandler{TArgs, TResult}(string, Func{TArgs, JobContext, TResult})"/>
    public HandlerRegistry AddHandler<TArgs, TResult>(string operation, Func<TArgs, JobContext, Task<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(operation, _ => async (args, job) =>
            HandlerJson.Write(
                await handler(HandlerJson.Read<TArgs>(operation, args), job).ConfigureAwait(false)));
    }

    /// <summary>
    /// Registers a class. Each attempt gets a scope of its own and from it a <typeparamref name="THandler"/>: the
    /// service of that type, or else a new one with services in its constructor. Both end with the attempt.
    /// </summary>
    /// <inheritdoc cref="AddHandler{TArgs, TResult}(string, Func{TArgs, JobContext, TResult})"/>
    public HandlerRegistry AddHandler<THandler>(string operation)
        where THandler : class, IJobHandler =>
        Add(operation, services => ScopedHandler.Create<THandler>(
            services ?? throw new InvalidOperationException(
                $"{typeof(THandler)}, which runs {operation}, needs services; this bot was given none.")));

    /// <summary>Makes the handlers of one bot.</summary>
    /// <param name="services">Where handler classes come from; may be null if there are none.</param>
    /// <param name="only">The operations wanted; empty for all.</param>
    /// <exception cref="ArgumentException">An operation is wanted that has no handler.</exception>
    internal HandlerTable Build(IServiceProvider? services, IReadOnlyCollection<string> only)
    {
        foreach (var operation in only)
        {
            if (!_factories.ContainsKey(operation))
            {
                throw new ArgumentException(
                    $"akkajobs.bot.operations names {operation}, which has no handler; there are handlers for: "
                    + $"{string.Join(", ", Operations)}.");
            }
        }

        var wanted = only.Count > 0 ? only.Distinct(StringComparer.Ordinal) : Operations;
        return new HandlerTable(
            wanted.Select(operation => KeyValuePair.Create(operation, _factories[operation](services))));
    }

    private HandlerRegistry Add(string operation, HandlerFactory factory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        if (Encoding.UTF8.GetByteCount(operation) > Limits.MaxNameBytes)
        {
            throw new ArgumentException(
                $"The name of operation {operation} is longer than {Limits.MaxNameBytes} bytes.", nameof(operation));
        }

        if (_factories.Count == Limits.MaxOperations)
        {
            throw new ArgumentException(
                $"{Limits.MaxOperations} operations have handlers, which is the bound; {operation} is one too many.",
                nameof(operation));
        }

        if (!_factories.TryAdd(operation, factory))
        {
            throw new ArgumentException($"Operation {operation} has a handler already.", nameof(operation));
        }

        return this;
    }
}
