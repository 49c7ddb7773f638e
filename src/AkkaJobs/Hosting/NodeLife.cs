using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Coordination;
using Akka.Hosting;
using Akka.Pattern;
using AkkaJobs.Bots;
using AkkaJobs.Client;
using AkkaJobs.Configuration;
using AkkaJobs.Coordinator;
using AkkaJobs.Membership;
using AkkaJobs.Protocol;
using AkkaJobs.Retention;
using AkkaJobs.Storage;
using AkkaJobs.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Hosting;

/// <summary>The actors of one node: the coordinator's singleton and its proxy, and the bot.</summary>
internal sealed class NodeLife(
    AkkaJobsOptions options,
    JobsStore store,
    JobTables tables,
    HandlerRegistry handlers,
    RetentionStatus retention,
    TransitionMeter transitions,
    RecoveryMeter recovery,
    TimeProvider time,
    IServiceProvider services,
    IHostApplicationLifetime host,
    ILogger<NodeLife> log)
{
    /// <summary>How long a client waits for an answer before the outcome counts as unknown.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The exit code of a node whose bot cannot go on: start it again.</summary>
    public const int RestartExitCode = 75;

    private const string Singleton = "coordinator";

    private static readonly Action<ILogger, Exception?> NothingAnnounced = LoggerMessage.Define(
        LogLevel.Warning, new EventId(1, nameof(NothingAnnounced)),
        "This node does not say which format it reads, so the cluster stays in the first one: call WithAkkaJobs after "
        + "the system's roles have been set.");

    private IActorRef? _coordinator;

    /// <summary>What holds the journal.</summary>
    public JobsDatabase Journal => store.Journal;

    /// <summary>How long the journal is kept.</summary>
    public RetentionOptions Retention => options.Retention;

    /// <summary>What this node says that it reads.</summary>
    public int AnnouncedFormat => options.Node.AnnouncedFormat;

    /// <summary>How long a node that stops may take to end or give back what its bot runs.</summary>
    public TimeSpan DrainWithin => Rules.DrainWithin + TimeSpan.FromSeconds(2);

    /// <summary>What follows the coordinator while it is here; null on a node that never has it.</summary>
    public NodeFollowers? Followers { get; private set; }

    private BotRules Rules => new()
    {
        HeartbeatEvery = options.Plan.Heartbeat,
        CancelGrace = options.Coordinator.CancelGrace,
        DrainGrace = options.Bot.DrainGrace,
    };

    /// <summary>A node that may have been the coordinator's has left the cluster.</summary>
    public event Action? CoordinatorGone;

    /// <summary>The way to the coordinator, wherever it is.</summary>
    /// <exception cref="InvalidOperationException">The host has not started yet.</exception>
    public IActorRef Coordinator => _coordinator
        ?? throw new InvalidOperationException("AkkaJobs starts with its host: call StartAsync first.");

    /// <summary>This node in its cluster, as the coordinator calls the nodes; empty before the start.</summary>
    public string SelfAddress { get; private set; } = "";

    /// <summary>What the downing provider and the lease work with.</summary>
    public MembershipSetup Membership => new(options.Plan, Arbiter, time);

    /// <summary>The database that decides between nodes; null where only this one may be the coordinator.</summary>
    public PostgresArbiter? Arbiter => options.Has(NodeRoles.Coordinator) && store.Journal is PostgresDatabase database
        ? new PostgresArbiter(database)
        : null;

    /// <summary>Starts them; called once by the actor system's own start.</summary>
    /// <param name="system">The system.</param>
    /// <param name="registry">Its registry.</param>
    /// <param name="joins">Whether this brings the system into its cluster; else its host does.</param>
    /// <exception cref="InvalidOptionsException">Akka.Remote's frame is too small.</exception>
    public void Start(ActorSystem system, IActorRegistry registry, bool joins)
    {
        // Whatever a file or a host has made of it: in a smaller frame large jobs would be lost without a word.
        if (WireBounds.FrameFault(system.Settings.Config, options.Coordinator.NoticeBytes) is { } fault)
        {
            throw new InvalidOptionsException([$"{fault.Key} {fault.Problem}."]);
        }

        if (!Cluster.Get(system).SelfRoles.Any(Formats.IsAnnounced))
        {
            NothingAnnounced(log, null);
        }

        SelfAddress = Cluster.Get(system).SelfAddress.ToString();
        _coordinator = StartCoordinator(system);
        registry.Register<CoordinatorKey>(_coordinator);
        system.ActorOf(CoordinatorWatch.Props(() => CoordinatorGone?.Invoke()), "coordinator-watch");
        if (options.Has(NodeRoles.Bot))
        {
            StartBot(system);
        }

        if (joins)
        {
            Join(system);
        }
    }

    /// <summary>The singleton where this node may have it, and the way to it everywhere.</summary>
    private IActorRef StartCoordinator(ActorSystem system)
    {
        if (options.Has(NodeRoles.Coordinator))
        {
            var followers = new NodeFollowers(store, options, retention, time, log, () => StopNode(1));
            Followers = followers;
            EndBeforeTermination(system, followers);
            var settings = ClusterSingletonManagerSettings.Create(system).WithRole(NodeRoles.Coordinator);
            if (Arbiter is not null)
            {
                settings = settings.WithLeaseSettings(
                    new LeaseUsageSettings(DatabaseLease.ConfigPath, RecoveryPlan.LeaseRetry));
            }

            system.ActorOf(
                ClusterSingletonManager.Props(
                    Supervised(Cluster.Get(system), followers), StopCoordinator.Instance, settings),
                Singleton);
        }

        // The one path that Akka wants as a text: the manager may be on other nodes only.
        var manager = new RootActorPath(Cluster.Get(system).SelfAddress) / "user" / Singleton;
        return system.ActorOf(
            ClusterSingletonProxy.Props(
                manager.ToStringWithoutAddress(),
                ClusterSingletonProxySettings.Create(system).WithRole(NodeRoles.Coordinator).WithBufferSize(1_000)),
            $"{Singleton}-proxy");
    }

    /// <summary>Seeds say where to begin; a coordinator's node also knows whom it has seen last.</summary>
    private void Join(ActorSystem system)
    {
        // The protocol of a node with TLS is another one, and all nodes have the same.
        var protocol = Cluster.Get(system).SelfAddress.Protocol;
        string[] seeds = [.. options.Node.Seeds.Select(seed => $"{protocol}://{system.Name}@{seed}")];
        if (options.Has(NodeRoles.Coordinator))
        {
            system.ActorOf(EntryActor.Props(seeds, new ClusterNodeTable(store.Tables, time), Arbiter), "entry");
        }
        else
        {
            Cluster.Get(system).JoinSeedNodes(seeds.Select(Address.Parse));
        }
    }

    /// <summary>
    /// A host that has stopped its node may move or delete the node's folder at once: nobody writes there then.
    /// </summary>
    private static void EndBeforeTermination(ActorSystem system, NodeFollowers followers) =>
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
            "end-followers",
            async () =>
            {
                await followers.EndAsync().ConfigureAwait(false);
                return Done.Instance;
            });

    /// <summary>
    /// A persistent actor stops at a failed write, and a singleton that has stopped is not started again: so the
    /// coordinator lives under a supervisor that starts it anew without limit, and says meanwhile that it is away.
    /// </summary>
    private Props Supervised(Cluster cluster, NodeFollowers followers)
    {
        var settings = options.Coordinator.ToSettings(SelfAddress, options);
        var parts = new CoordinatorParts
        {
            Time = time,
            Tables = tables,
            Transitions = transitions,
            Recovery = recovery,
            Lead = Arbiter is { } arbiter
                ? new LeadProof(
                    options.Plan.DatabaseLease / 2,
                    () => arbiter.TryLeaseAsync(LeaseRow.Coordinator, SelfAddress, options.Plan.DatabaseLease))
                : null,
            Format = () => ClusterFormat.Of(cluster),
            OutOfReach = () => cluster.State.Unreachable.Select(member => member.Address.ToString()).ToHashSet(),
            Publish = followers.Publish,
            Follow = followers.Follow,
        };
        return BackoffSupervisor.Props(
            Backoff.OnStop(
                    CoordinatorActor.Props(settings, parts).WithDispatcher(JobsHocon.CoordinatorDispatcher),
                    "rules",
                    TimeSpan.FromMilliseconds(250),

                    // Its database may be back by then, and all that waits for it.
                    TimeSpan.FromSeconds(3),
                    0.2,
                    -1)
                .WithFinalStopMessage(message => message is StopCoordinator)
                .WithReplyWhileStopped(CoordinatorAway.Instance));
    }

    private void StartBot(ActorSystem system)
    {
        var settings = new BotSettings
        {
            Name = options.Bot.Name.Length > 0 ? options.Bot.Name : options.Node.EffectiveName,
            Node = SelfAddress,
            Slots = options.Bot.Slots,
            Rules = Rules,
        };
        var bot = system.ActorOf(
            BotActor.Props(settings, handlers.Build(services, options.Bot.Operations), Coordinator, time, BotEnded),
            "bot");
        BotShutdown.DrainBeforeShutdown(system, bot, DrainWithin);
    }

    private void BotEnded(BotEnd reason, string text)
    {
        if (reason == BotEnd.Drained)
        {
            return;
        }

        StopNode(RestartExitCode);
    }

    private void StopNode(int exitCode)
    {
        Environment.ExitCode = exitCode;
        host.StopApplication();
    }
}

/// <summary>The registry's key for the way to the coordinator.</summary>
internal sealed class CoordinatorKey;
