using Akka.Actor;
using Akka.Event;
using AkkaJobs.Protocol;

namespace AkkaJobs.Coordinator;

/// <content>After a standstill: whether this is the coordinator still.</content>
internal sealed partial class CoordinatorActor
{
    // Who asked while that was not known.
    private readonly List<IActorRef> _held = [];
    private long _seenAt;
    private bool _isUnsure;

    /// <summary>
    /// A process that was stopped for a while does not notice, and another may coordinate since. What it writes the
    /// journal would refuse, but not what it says without writing: that it knows no such job, say. So nobody is
    /// answered before the database has confirmed the lease.
    /// </summary>
    private bool Holds(object message)
    {
        if (_parts.Lead is not { } lead)
        {
            return false;
        }

        var stood = _parts.Time.GetElapsedTime(_seenAt);
        _seenAt = _parts.Time.GetTimestamp();
        if (stood > lead.SureFor && !_isUnsure)
        {
            _isUnsure = true;
            ConfirmAsync(lead).PipeTo(Self);
        }

        if (!_isUnsure || message is not IWireMessage)
        {
            return false;
        }

        _held.Add(Sender);
        Stash.Stash();
        return true;
    }

    private static async Task<LeadKnown> ConfirmAsync(LeadProof lead)
    {
        try
        {
            return new LeadKnown(await lead.Confirm().ConfigureAwait(false));
        }
        catch (Exception)
        {
            // The database is away: nobody can take over without it, and what is known may be said.
            return new LeadKnown(true);
        }
    }

    private void Receive(LeadKnown known)
    {
        if (!known.IsOurs)
        {
            _log.Warning("Another node coordinates since this one stood still; nothing is answered until it stops.");
            return;
        }

        _isUnsure = false;
        _held.Clear();
        Stash.UnstashAll();
    }

    private sealed record LeadKnown(bool IsOurs) : INoSerializationVerificationNeeded;
}
