using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Coordinator;

/// <content>Recovery, snapshots, and the end.</content>
internal sealed partial class CoordinatorActor
{
    // Envelopes that have not been answered: told that nothing is known of them when the coordinator stops.
    private readonly HashSet<Envelope> _unspoken = [];

    // The same of questions, whose askers would else wait until their patience ends.
    private readonly HashSet<IActorRef> _askers = [];
    private readonly Dictionary<long, (Envelope Envelope, int Index)> _claims = [];
    private IFollowerGroup? _followers;
    private long _stored;
    private long _snapshotAt;
    private bool _snapshotting;
    private long _tablesAt;
    private long _forgetTo;

    // Akka's clock may bring moments that have queued up in a row: each passes verdicts as of the one before it.
    private Timestamp _momentAt;

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: CoordinatorSnapshot snapshot }:
                Hold(snapshot.Restore(_settings.Rules));
                _stored = _snapshotAt = snapshot.LastNumber;
                break;
            case JournalCommit commit:
                Replay(commit);
                break;
            case RecoveryCompleted:
                Begin();
                break;
            default:
                throw new UnreachableException($"The journal holds a {message.GetType().Name}, which is no commit.");
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => _log.Error(
        reason, "The coordinator cannot recover: its journal cannot be read after event {0}.", _state.LastNumber);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _log.Warning(
        cause,
        "Commit {0} could not be written; the coordinator stops and recovers from the journal. If another coordinator "
        + "holds that row, it has taken over.",
        sequenceNr);

    // A commit that cannot even be written down must not leave a state behind that the journal does not know.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        throw new InvalidOperationException($"Commit {sequenceNr} was rejected by the journal.", cause);

    protected override void PostStop()
    {
        _followers?.Dispose();
        foreach (var envelope in _unspoken)
        {
            envelope.Sender.Tell(CoordinatorAway.Instance, Self);
        }

        foreach (var who in _waiters.TakeAll().Concat(_askers).Concat(_held))
        {
            who.Tell(CoordinatorAway.Instance, Self);
        }

        base.PostStop();
    }

    private void Replay(JournalCommit commit)
    {
        if (commit.First != _state.LastNumber + 1)
        {
            throw new InvalidDataException(
                $"The journal has a gap: event {commit.First} follows event {_state.LastNumber}.");
        }

        foreach (var e in commit.Events)
        {
            CoordinatorFold.Apply(_state, e);
        }

        _stored = commit.Last;
    }

    private void Begin()
    {
        _clock.GoOnFrom(_state.LastAt);
        _momentAt = Now;
        _seenAt = _parts.Time.GetTimestamp();
        _parts.Recovery.Forget();
        _followers = _parts.Follow(Self, new Recovered(_stored, _state.LastToken));
        CoordinatorDecider.Decide(_buffer.Open, new Start(_settings.Node, _parts.Format()), Now);
        Timers.StartPeriodicTimer("tick", Moment.Instance, _settings.TickEvery);
        Timers.StartPeriodicTimer("forget", ForgetFinished.Instance, _settings.ForgetAfter / 2);
        Advance();
    }

    private CoordinatorSnapshot? CaptureIfDue(long number)
    {
        // A snapshot costs as much as there are open jobs; so the more there are, the rarer it is.
        if (_snapshotting || number - _snapshotAt < _settings.SnapshotEvery + _state.OpenJobs)
        {
            return null;
        }

        _snapshotting = true;
        _snapshotAt = number;
        return CoordinatorSnapshot.Capture(_state);
    }

    private void SnapshotEnded(object message)
    {
        _snapshotting = false;
        if (message is SaveSnapshotFailure failure)
        {
            _log.Warning(failure.Cause, "A snapshot could not be saved; recovery takes longer until the next one.");
        }
    }
}
