using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs;

/// <summary>Sets up AkkaJobs in a host: where it keeps its records, and what its bot runs.</summary>
public sealed class AkkaJobsBuilder
{
    internal AkkaJobsBuilder(IServiceCollection services) => Services = services;

    /// <summary>
    /// The host's services. Class handlers are resolved from a scope of their own for each attempt.
    /// </summary>
    public IServiceCollection Services { get; }

    /// <summary>Every setting. Remoting takes any free port, unless it is set here.</summary>
    public AkkaJobsOptions Options { get; private set; } = new() { Node = { Port = 0 } };

    internal bool JoinsExistingSystem { get; private set; }

    internal List<Action<HandlerRegistry>> Handlers { get; } = [];

    /// <summary>Takes all settings from elsewhere, such as a configuration file.</summary>
    public AkkaJobsBuilder UseOptions(AkkaJobsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        return this;
    }

    /// <summary>Changes single settings.</summary>
    public AkkaJobsBuilder Configure(Action<AkkaJobsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Options);
        return this;
    }

    /// <summary>
    /// Keeps journal, tables and datalake in a folder, made when missing. For one node with the roles coordinator or
    /// http; others may be its bots.
    /// </summary>
    public AkkaJobsBuilder UseSqlite(string folder) => Configure(o => o.DataFolder = folder);

    /// <summary>
    /// Keeps journal and tables in a PostgreSQL database, in the schema <c>akkajobs</c>, which several nodes may share.
    /// </summary>
    /// <param name="connectionString">As Npgsql reads it; never logged.</param>
    public AkkaJobsBuilder UsePostgres(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return Configure(o => o.Database = AkkaJobsOptions.PostgresPrefix + connectionString);
    }

    /// <summary>How many jobs this node's bot runs at once, 1–1,024.</summary>
    public AkkaJobsBuilder Slots(int slots) => Configure(o => o.Bot.Slots = slots);

    /// <summary>
    /// The host has an actor system already, which calls <see cref="AkkaJobsHosting.WithAkkaJobs"/>; none is made here.
    /// </summary>
    public AkkaJobsBuilder JoinExistingSystem()
    {
        JoinsExistingSystem = true;
        return this;
    }

    /// <summary>Runs an operation by a function.</summary>
    /// <exception cref="ArgumentException">The operation has a handler already, or its name is out of
    /// bounds.</exception>
    public AkkaJobsBuilder AddHandler<TArgs, TResult>(string operation, Func<TArgs, JobContext, TResult> handler)
    {
        Handlers.Add(registry => registry.AddHandler(operation, handler));
        return this;
    }

    /// <summary>Runs an operation by an asynchronous function.</summary>
    /// <inheritdoc cref="AddHandler{TArgs, TResult}(string, Func{TArgs, JobContext, TResult})"/>
    public AkkaJobsBuilder AddHandler<TArgs, TResult>(string operation, Func<TArgs, JobContext, Task<TResult>> handler)
    {
        Handlers.Add(registry => registry.AddHandler(operation, handler));
        return this;
    }

    /// <summary>Runs an operation by a class, made anew in a scope of its own for each attempt.</summary>
    /// <inheritdoc cref="AddHandler{TArgs, TResult}(string, Func{TArgs, JobContext, TResult})"/>
    public AkkaJobsBuilder AddHandler<THandler>(string operation)
        where THandler : class, IJobHandler
    {
        Services.AddScoped<THandler>();
        Handlers.Add(registry => registry.AddHandler<THandler>(operation));
        return this;
    }
}
