using System.Collections.Frozen;

namespace AkkaJobs.Bots;

/// <summary>Runs one attempt of one operation.</summary>
internal delegate ValueTask<JsonText> Handler(JsonText args, JobContext job);

/// <summary>Makes the handler of one operation for one bot.</summary>
internal delegate Handler HandlerFactory(IServiceProvider? services);

/// <summary>The handlers of one bot, by operation.</summary>
internal sealed class HandlerTable(IEnumerable<KeyValuePair<string, Handler>> handlers)
{
    private readonly FrozenDictionary<string, Handler> _handlers = handlers.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In the order of their names, so that two sessions of one bot state them alike.</summary>
    public string[] Operations => [.. _handlers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The handler of an operation that the bot states.</summary>
    public Handler this[string operation] => _handlers[operation];
}
