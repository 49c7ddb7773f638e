using System.Data.Common;
using Akka.Actor;
using Akka.Coordination;
using Akka.Event;
using AkkaJobs.Storage;

namespace AkkaJobs.Membership;

/// <summary>
/// The right to be the coordinator, kept in the database: a second guard beside the journal's key, with which a node
/// need not run into the journal to know that another has taken over. Made by Akka.NET, as the singleton's lease.
/// </summary>
internal sealed class DatabaseLease : Lease, IDisposable
{
    /// <summary>The key of its settings.</summary>
    public const string ConfigPath = "akkajobs.database-lease";

    private readonly PostgresArbiter _arbiter;
    private readonly MembershipSetup _setup;
    private readonly ILoggingAdapter _log;
    private readonly string _owner;
    private CancellationTokenSource? _renewing;
    private volatile bool _isHeld;

    /// <summary>Called by Akka.Coordination.</summary>
    public DatabaseLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        _setup = MembershipSetup.Of(system);
        _arbiter = _setup.Arbiter ?? throw new InvalidOperationException("Only PostgreSQL keeps a lease.");
        _log = Logging.GetLogger(system, "database-lease");
        _owner = Akka.Cluster.Cluster.Get(system).SelfAddress.ToString();
    }

    public override Task<bool> Acquire() => Acquire(_ => { });

    public override async Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        await EndRenewalAsync().ConfigureAwait(false);
        try
        {
            _isHeld = await _arbiter.TryLeaseAsync(LeaseRow.Coordinator, _owner, _setup.Plan.DatabaseLease)
                .ConfigureAwait(false);
        }
        catch (DbException fault)
        {
            _log.Warning("The coordinator's lease cannot be asked for: {0} It is tried again.", fault.Message);
            return false;
        }

        if (_isHeld)
        {
            _renewing = new CancellationTokenSource();
            _ = RenewAsync(leaseLostCallback, _renewing.Token);
        }

        return _isHeld;
    }

    public override async Task<bool> Release()
    {
        await EndRenewalAsync().ConfigureAwait(false);
        _isHeld = false;
        try
        {
            await _arbiter.ReleaseAsync(LeaseRow.Coordinator, _owner).ConfigureAwait(false);
            return true;
        }
        catch (DbException fault)
        {
            _log.Warning("The coordinator's lease could not be given back, and runs out: {0}", fault.Message);
            return false;
        }
    }

    public override bool CheckLease() => _isHeld;

    public void Dispose() => _renewing?.Dispose();

    private async Task EndRenewalAsync()
    {
        if (_renewing is { } renewing)
        {
            await renewing.CancelAsync().ConfigureAwait(false);
            renewing.Dispose();
            _renewing = null;
        }
    }

    /// <summary>
    /// Lost is a lease that another has. One that cannot be renewed because the database is away is not: nobody else
    /// can take it there meanwhile, nor can this coordinator write its journal, which is in the same database.
    /// </summary>
    private async Task RenewAsync(Action<Exception> lost, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(_setup.Plan.DatabaseLease / 4, _setup.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false))
            {
                if (!await IsRenewedAsync().ConfigureAwait(false) && !cancel.IsCancellationRequested)
                {
                    _isHeld = false;
                    lost(new InvalidOperationException("Another node has the coordinator's lease."));
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Given back, or asked for anew.
        }
    }

    private async Task<bool> IsRenewedAsync()
    {
        try
        {
            return await _arbiter.TryLeaseAsync(LeaseRow.Coordinator, _owner, _setup.Plan.DatabaseLease)
                .ConfigureAwait(false);
        }
        catch (DbException)
        {
            // The journal says loudly enough that the database is away.
            return true;
        }
    }
}
