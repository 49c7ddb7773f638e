using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Akka.Util;
using AkkaJobs.Configuration;
using AkkaJobs.Coordinator;
using AkkaJobs.Membership;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Hosting;

/// <summary>
/// What Akka.NET must know of us: a journal and a snapshot store under a plugin id of our own, so that breaker,
/// batching and replay are not shared with a host's other actors, and dispatchers that keep blocking SQLite calls off
/// the default one.
/// </summary>
internal static class JobsHocon
{
    /// <summary>
    /// The dispatcher of the coordinator; of its own, so that handlers and remoting cannot delay commits.
    /// </summary>
    public const string CoordinatorDispatcher = "akkajobs.coordinator-dispatcher";

    private const string JournalPlugin = $"akka.persistence.journal.{CoordinatorSettings.PluginId}";
    private const string SnapshotPlugin = $"akka.persistence.snapshot-store.{CoordinatorSettings.PluginId}";

    /// <summary>
    /// Gives both plugins the way to the database. Not as a connection string in their blocks: a configuration may be
    /// logged, and credentials never are.
    /// </summary>
    public static void AddConnections(AkkaConfigurationBuilder akka, JobsDatabase journal)
    {
        var setup = akka.Setups.OfType<MultiDataOptionsSetup>().FirstOrDefault();
        if (setup is null)
        {
            akka.AddSetup(setup = new MultiDataOptionsSetup());
        }

        setup.AddDataOptions(JournalPlugin, journal.Options);
        setup.AddDataOptions(SnapshotPlugin, journal.Options);
    }

    /// <summary>What this node reads of journal and messages, as one role more than it has.</summary>
    /// <param name="soFar">What the actor system has been told.</param>
    /// <param name="format">The highest format that it reads.</param>
    public static Config Announcement(Option<Config> soFar, int format)
    {
        const string Roles = "akka.cluster.roles";
        var isSaid = soFar.HasValue && soFar.Value.HasPath(Roles);
        string[] all = [.. isSaid ? soFar.Value.GetStringList(Roles) : [], Formats.Role(format)];
        return ConfigurationFactory.ParseString(
            $"{Roles} = [{string.Join(", ", all.Select(role => $"\"{role}\""))}]");
    }

    /// <summary>The journal, snapshots and dispatchers.</summary>
    /// <param name="journal">What holds the journal.</param>
    /// <param name="retention">How long the journal is kept, and so the snapshots at which it may be cut.</param>
    public static Config Persistence(JobsDatabase journal, RetentionOptions retention)
    {
        return ConfigurationFactory.ParseString($$"""
            akkajobs {
              coordinator-dispatcher {
                # One actor does all the work there; a second thread would only look for some.
                type = ForkJoinDispatcher, throughput = 64, dedicated-thread-pool.thread-count = 1
              }
              journal-dispatcher {
                type = ForkJoinDispatcher, throughput = 16, dedicated-thread-pool.thread-count = 2
              }
            }
            {{JournalPlugin}} {
              plugin-id = "{{JournalPlugin}}"
              provider-name = "{{journal.Options.ConnectionOptions.ProviderName}}"
              plugin-dispatcher = "akkajobs.journal-dispatcher"
              {{JournalSchema(journal)}}
              # Our schema is made and compared before the actor system starts.
              auto-initialize = off
              # One writer: more connections would only wait for SQLite's lock, or for each other's row.
              parallelism = 1
              # The filter takes the journal plugin's life for the writer's: a coordinator that woke up, lost the
              # journal to its successor and won it back was enough for it to refuse all of it, for ever. The table's
              # unique key leaves two writers nothing to mix, and a row that does not follow the one before it stops us.
              replay-filter.mode = off
              circuit-breaker { max-failures = 5, call-timeout = 20s, reset-timeout = 2s }
              # Without this the JSON fall-back slips in behind strict serialization.
              serializer = null
            }
            {{SnapshotPlugin}} {
              class = "AkkaJobs.Storage.PartedSnapshotStore, AkkaJobs"
              plugin-id = "{{SnapshotPlugin}}"
              keep.every = {{(long)retention.Journal.TotalMilliseconds / 4}}ms
              keep.events = {{retention.MaxJournal / 4}}
              plugin-dispatcher = "akkajobs.journal-dispatcher"
              circuit-breaker { max-failures = 5, call-timeout = 120s, reset-timeout = 2s }
              serializer = null
            }
            """).WithFallback(SqlPersistence.DefaultJournalConfiguration.MoveTo(JournalPlugin));
    }

    /// <summary>Where the tables are; SQLite's file is the place.</summary>
    private static string JournalSchema(JobsDatabase journal) =>
        journal is PostgresDatabase ? $"default.schema-name = {PostgresSchema.Name}" : "";

    /// <summary>
    /// Finds the coordinator soon after a start, and without a warning for each time that it was not there yet.
    /// </summary>
    public static Config Singleton { get; } = ConfigurationFactory.ParseString(
        """
        akka.cluster.singleton-proxy {
          singleton-identification-interval = 200ms
          log-singleton-identification-failure = off
        }
        """);

    /// <summary>The database lease of the coordinator; used on PostgreSQL.</summary>
    public static Config Lease { get; } = ConfigurationFactory.ParseString(
        $$"""
        {{DatabaseLease.ConfigPath}}.lease-class = "{{typeof(DatabaseLease).FullName}}, AkkaJobs"
        """);

    /// <summary>When nodes take each other for dead.</summary>
    public static Config FailureDetector(RecoveryPlan plan) => ConfigurationFactory.ParseString(
        $$"""
        akka.cluster.failure-detector {
          heartbeat-interval = {{(long)plan.NodeHeartbeat.TotalMilliseconds}}ms
          acceptable-heartbeat-pause = {{(long)plan.Pause.TotalMilliseconds}}ms
        }
        """);

    /// <summary>Gives the phase in which bots drain the time that they may take; its default is 5 s.</summary>
    public static Config Shutdown(TimeSpan drainWithin) => ConfigurationFactory.ParseString(
        "akka.coordinated-shutdown.phases.before-service-unbind.timeout = "
        + $"{(long)drainWithin.TotalMilliseconds + 1_000}ms");
}
