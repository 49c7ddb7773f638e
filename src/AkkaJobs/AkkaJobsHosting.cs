using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Event;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Remote.Hosting;
using AkkaJobs.Alerts;
using AkkaJobs.Audit;
using AkkaJobs.Bots;
using AkkaJobs.Client;
using AkkaJobs.Configuration;
using AkkaJobs.Followers;
using AkkaJobs.Hosting;
using AkkaJobs.Membership;
using AkkaJobs.Protocol;
using AkkaJobs.Remoting;
using AkkaJobs.Retention;
using AkkaJobs.Storage;
using AkkaJobs.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AkkaJobs;

/// <summary>Puts AkkaJobs into a host.</summary>
public static class AkkaJobsHosting
{
    private const string SystemName = "akkajobs";

    /// <summary>
    /// Adds a node to the host, with an actor system of its own unless <see cref="AkkaJobsBuilder.JoinExistingSystem"/>
    /// says otherwise, and <see cref="IJobClient"/>, <see cref="IJobOperator"/>, <see cref="IJobAudit"/> and
    /// <see cref="IRemoteBots"/> to its services. The node starts and stops with the host; stopping drains the bot, so
    /// give the host's shutdown at least the drain grace. What it measures is under the meter <c>AkkaJobs</c>.
    /// </summary>
    /// <exception cref="InvalidOptionsException">At least one setting is out of bounds; thrown when the host
    /// starts.</exception>
    public static IServiceCollection AddAkkaJobs(this IServiceCollection services, Action<AkkaJobsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new AkkaJobsBuilder(services);
        configure(builder);
        var options = builder.Options;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => MakeRegistry(builder));
        services.AddSingleton(sp =>
        {
            // Whoever comes first: what Npgsql says of a connection string that it cannot read may repeat a secret.
            options.Validate();
            return JobsStore.Of(options, sp.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton(sp => new JobTables(
            sp.GetRequiredService<JobsStore>().Tables, sp.GetRequiredService<JobsStore>().NewReader()));
        services.AddSingleton<RetentionStatus>();
        services.AddSingleton(sp => new TransitionMeter(sp.GetService<IMeterFactory>()));
        services.AddSingleton(sp => new RecoveryMeter(sp.GetService<IMeterFactory>()));
        services.AddSingleton<NodeLife>();
        services.AddSingleton(sp =>
        {
            var node = sp.GetRequiredService<NodeLife>();
            var edge = new CoordinatorEdge(
                () => node.Coordinator, NodeLife.Patience, options.Coordinator.MaxUnansweredEnqueues);
            node.CoordinatorGone += edge.AskAgain;
            return edge;
        });
        services.AddSingleton(sp => new ClusterJobClient(
            sp.GetRequiredService<CoordinatorEdge>(),
            options.NeedsDatabase ? sp.GetRequiredService<JobTables>() : null,
            options.NeedsDatabase ? new JobPast(sp.GetRequiredService<JobsStore>().NewReader()) : null,
            sp.GetRequiredService<TimeProvider>(), options.Plan.Lease));
        services.AddSingleton<IJobClient>(sp => sp.GetRequiredService<ClusterJobClient>());
        services.AddSingleton<IJobOperator>(sp => sp.GetRequiredService<ClusterJobClient>());
        services.AddSingleton<IRemoteBots>(sp => sp.GetRequiredService<ClusterJobClient>());
        services.AddSingleton<IJobAudit, LiveAudit>();
        services.AddSingleton<IJobEvents>(sp => new JournalEvents(
            options.NeedsDatabase ? sp.GetRequiredService<JobsStore>().NewReader() : null,
            sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IClusterOperator>(sp => new ClusterNodes(
            sp.GetRequiredService<ActorSystem>(), sp.GetRequiredService<CoordinatorEdge>()));
        services.AddSingleton(sp => new JobsMeter(
            sp.GetService<IMeterFactory>(), sp.GetRequiredService<NodeLife>(),
            sp.GetRequiredService<RetentionStatus>()));
        services.AddSingleton<Func<JobsStore>>(sp => sp.GetRequiredService<JobsStore>);
        services.AddHostedService<DatabaseStartup>();
        services.AddJobsHealth(options.NeedsDatabase);
        if (!builder.JoinsExistingSystem)
        {
            services.AddAkka(SystemName, (akka, sp) => akka
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                    loggers.LogLevel = LogLevel.WarningLevel;
                })
                .WithRemoting(Remoting(options))
                .WithClustering(new ClusterOptions
                {
                    Roles = [.. options.Roles],
                })
                .WithStrictSerialization()
                .AddHocon(JobsHocon.FailureDetector(options.Plan), HoconAddMode.Prepend)
                .WithNode(sp, joins: true)
                .AddHocon(options.Akka, HoconAddMode.Prepend));
        }

        if (options.NeedsDatabase)
        {
            services.AddAlerts();
        }

        return services;
    }

    /// <summary>
    /// Starts the node in the host's own actor system. The system must be a cluster member with the roles of
    /// <see cref="AkkaJobsOptions.Roles"/>, said before this is called, since one more is added to them: what the node
    /// reads of what others write. <see cref="AddAkkaJobs"/> must have been called with
    /// <see cref="AkkaJobsBuilder.JoinExistingSystem"/>.
    /// </summary>
    public static AkkaConfigurationBuilder WithAkkaJobs(this AkkaConfigurationBuilder akka, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return akka.WithNode(services, joins: false);
    }

    private static AkkaConfigurationBuilder WithNode(
        this AkkaConfigurationBuilder akka, IServiceProvider services, bool joins)
    {
        var node = services.GetRequiredService<NodeLife>();
        services.GetRequiredService<JobsMeter>();
        JobsHocon.AddConnections(akka, node.Journal);
        akka.AddSetup(node.Membership);
        return akka
            .AddHocon(JobsHocon.Announcement(akka.Configuration, node.AnnouncedFormat), HoconAddMode.Prepend)
            .AddHocon(JobsHocon.Persistence(node.Journal, node.Retention), HoconAddMode.Prepend)
            .AddHocon(JobsHocon.Singleton, HoconAddMode.Prepend)
            .AddHocon(JobsHocon.Lease, HoconAddMode.Prepend)
            .AddHocon(JobsHocon.Shutdown(node.DrainWithin), HoconAddMode.Prepend)
            .AddHocon(BotSettings.DefaultConfig, HoconAddMode.Append)
            .AddHocon(EmbeddedHocon.Remote, HoconAddMode.Append)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append)
            .WithCustomSerializer(
                JournalSerializer.Name, JournalSerializer.Types, system => new JournalSerializer(system))
            .WithCustomSerializer(WireSerializer.Name, WireSerializer.Types, system => new WireSerializer(system))
            .WithActors((system, registry) => node.Start(system, registry, joins));
    }

    private static RemoteOptions Remoting(AkkaJobsOptions options)
    {
        var remote = new RemoteOptions
        {
            HostName = options.Node.Bound.Host,
            Port = options.Node.Bound.Port,
            PublicHostName = options.Node.Host,
            PublicPort = options.Node.Port,
        };
        if (options.Remote.Tls.IsOn)
            NodeTls.Read(options.Remote.Tls).Apply(remote);
        return remote;
    }

    private static HandlerRegistry MakeRegistry(AkkaJobsBuilder builder)
    {
        var registry = new HandlerRegistry();
        foreach (var add in builder.Handlers)
        {
            add(registry);
        }

        return registry;
    }
}
