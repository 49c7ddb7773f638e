using System.Data.Common;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using AkkaJobs.Storage;

namespace AkkaJobs.Membership;

/// <summary>
/// Brings a coordinator's node into its cluster, and then writes down who is in it, for when it starts again: at once,
/// since one that is killed before it knows of a bot would found a cluster without it.
/// </summary>
internal sealed class EntryActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IReadOnlyList<string> _seeds;
    private readonly ClusterNodeTable _table;
    private readonly PostgresArbiter? _arbiter;
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
    private string _asked = "";
    private string _written = "";

    public EntryActor(IReadOnlyList<string> seeds, ClusterNodeTable table, PostgresArbiter? arbiter)
    {
        _seeds = seeds;
        _table = table;
        _arbiter = arbiter;
        ReceiveAsync<Look>(_ => LookAsync());
        Receive<ClusterEvent.CurrentClusterState>(state =>
            _members.UnionWith(state.Members.Select(member => member.Address.ToString())));
        ReceiveAsync<ClusterEvent.IMemberEvent>(seen =>
        {
            Note(seen);
            return LookAsync();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private string Here => _cluster.SelfAddress.ToString();

    /// <summary>How to make it.</summary>
    /// <param name="seeds">Addresses, as configured.</param>
    /// <param name="table">Where members are written down.</param>
    /// <param name="arbiter">Who knows the lease; null where there is none.</param>
    public static Props Props(IReadOnlyList<string> seeds, ClusterNodeTable table, PostgresArbiter? arbiter) =>
        Akka.Actor.Props.Create(() => new EntryActor(seeds, table, arbiter))
            .WithDispatcher(MembershipSetup.Dispatcher);

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        Self.Tell(Look.Instance);
        Timers.StartPeriodicTimer("look", Look.Instance, AgainAfter);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Note(ClusterEvent.IMemberEvent seen)
    {
        var address = seen.Member.Address.ToString();
        if (seen is ClusterEvent.MemberRemoved)
        {
            _members.Remove(address);
        }
        else
        {
            _members.Add(address);
        }
    }

    private async Task LookAsync()
    {
        try
        {
            switch (_cluster.SelfMember.Status)
            {
                case MemberStatus.Up:
                    Write();
                    break;
                case MemberStatus.Removed:
                    await EnterAsync().ConfigureAwait(true);
                    break;
            }
        }
        catch (DbException fault)
        {
            _log.Debug("The members cannot be read or written now: {0}", fault.Message);
        }
    }

    private async Task EnterAsync()
    {
        var holder = _arbiter is null
            ? null
            : await _arbiter.HolderOfAsync(LeaseRow.Coordinator).ConfigureAwait(true);

        // Those seen before TLS was turned on or off are not to be reached any more.
        var known = _table.Read().Where(address => Address.Parse(address).Protocol == _cluster.SelfAddress.Protocol);
        var seeds = ClusterEntry.Seeds(Here, _seeds, known, holder);
        var asked = string.Join(' ', seeds);
        if (asked != _asked && seeds.Count > 0)
        {
            _asked = asked;
            _cluster.JoinSeedNodes(seeds.Select(Address.Parse));
        }
    }

    private void Write()
    {
        var written = string.Join(' ', _members);
        if (written != _written)
        {
            _table.Write(_members);
            _written = written;
        }
    }

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }
}
