using System.Diagnostics;
using AkkaJobs.Coordination;
using AkkaJobs.Core.Tests.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// The coordinator's shell, as small as it can be: real rules, group commit, answers that wait for the commit they rest
/// on, snapshots of what is handed over. It stops at the first write that fails.
/// </summary>
internal sealed partial class SimulatedCoordinator
{
    private readonly World _world;
    private readonly Queue<Action> _mailbox = new();
    private readonly HashSet<Call> _unspoken = [];
    private readonly Commits _commits;
    private readonly Evidence _evidence;
    private int _row;
    private Timestamp _stillUntil;
    private bool _snapshotting;
    private long _forgetTo;
    private Timestamp _tickedAt;

    public SimulatedCoordinator(World world, string node)
    {
        _world = world;
        Node = node;
        Clock = new SimulatedClock(world);
        _row = world.Journal.Rows;
        State = Recover(world);
        world.Mutant.Recovered(State);
        Clock.GoOnFrom(State.LastAt);
        _evidence = new Evidence(world, State.Rules, Clock);
        _commits = new Commits(State, world.Of(4, 1000));
        world.Tell($"{node} begins after event {State.LastNumber}");
        _tickedAt = Clock.Now;
        Decide(new Start(node, world.Format), world.Now);
        Advance();
        world.Every(0.5, () => Periodically(Tick));
        world.Every(2, () => Periodically(Forget));
    }

    public string Node { get; }

    public CoordinatorState State { get; }

    public SimulatedClock Clock { get; }

    public bool Stopped { get; private set; }

    /// <summary>Whether a verdict that is due now is decided now, and stored soon.</summary>
    public bool PassesVerdicts => !Stopped
        && _world.Now >= _stillUntil
        && !State.InDoubt(Clock.Now)
        && (_commits.InFlight is not { } commit || _world.Now - commit.Since < TimeSpan.FromSeconds(0.1));

    /// <summary>
    /// Whether what it knows is what is stored: not so while it writes, which a rival may have done before it.
    /// </summary>
    public bool IsLevel =>
        !Stopped && _commits.InFlight is null && !_commits.HasEvents && _row == _world.Journal.Rows;

    /// <summary>The process stands still: what comes meanwhile is heard afterwards.</summary>
    public void StandStill(double seconds)
    {
        _world.Tell($"{Node} stands still for {seconds:0.0} s");
        _evidence.StandStill();
        _stillUntil = _world.Now + TimeSpan.FromSeconds(seconds);
        _world.At(_stillUntil, Pump);
    }

    /// <summary>It ends; unless its process did, whoever waits for an answer is told that none will come.</summary>
    public void Stop(bool tells)
    {
        _world.Tell($"{Node} stops");
        Stopped = true;
        foreach (var call in _unspoken)
        {
            if (tells)
            {
                _world.Network.Send(Node, call.From, () => call.Reply(null));
            }
        }
    }

    public void Receive(Call call)
    {
        foreach (var command in call.Items)
        {
            _evidence.Arrive(command);
        }

        Post(() =>
        {
            _unspoken.Add(call);
            var replies = new CoordinatorReply?[call.Items.Count];
            for (var i = 0; i < call.Items.Count; i++)
            {
                Decide(call, replies, i, call.Items[i], tries: 0);
            }
        });
    }

    /// <summary>It is told that a bot's actor has ended; only who has heard of it watches it.</summary>
    public void Lose(string bot, string session) => Post(() =>
    {
        if (_linked.Remove(session))
        {
            _evidence.Gone(session);
            Decide(new LoseBot(bot, session, Verdict.BotLost), _world.Now);
        }
    });

    private static CoordinatorState Recover(World world)
    {
        try
        {
            var whole = Fold(new CoordinatorState(world.Rules), world);
            if (world.Snapshots.Latest is not { } snapshot)
            {
                return whole;
            }

            var state = Fold(snapshot.Restore(world.Rules), world);
            AssertSame(whole, state);
            return state;
        }
        catch (UnreachableException e)
        {
            throw new BrokenPromiseException(Promises.Replay, e.Message);
        }
    }

    public static CoordinatorState Fold(CoordinatorState state, World world)
    {
        for (var i = (int)state.LastNumber; i < world.Journal.Events.Count; i++)
        {
            CoordinatorFold.Apply(state, world.Journal.Events[i]);
        }

        return state;
    }

    public static void AssertSame(CoordinatorState folded, CoordinatorState lived)
    {
        var apart = StoredPart.Of(folded).Except(StoredPart.Of(lived)).FirstOrDefault()
            ?? StoredPart.Of(lived).Except(StoredPart.Of(folded)).FirstOrDefault();
        if (apart is not null)
        {
            throw new BrokenPromiseException(Promises.Replay, $"only one of both holds {apart}");
        }
    }

    private bool Periodically(Action act)
    {
        Post(act);
        return !Stopped;
    }

    private void Post(Action act)
    {
        _mailbox.Enqueue(act);
        Pump();
    }

    private void Pump()
    {
        if (Stopped || _world.Now < _stillUntil)
        {
            return;
        }

        _evidence.Wake();
        while (!Stopped && _mailbox.TryDequeue(out var act))
        {
            act();
            Advance();
        }
    }

    private void Tick()
    {
        var asOf = _tickedAt;
        _tickedAt = Clock.Now;
        _mailbox.Enqueue(() =>
        {
            Decide(new RaiseFormat(_world.Format), _world.Now);
            Decide(new Tick(asOf), _world.Now);
        });
    }

    private void Forget()
    {
        // One step behind, as in the real shell: what the tables took in just now may still be under way in an answer.
        State.Forget(_forgetTo);
        _forgetTo = _world.Tables.Offset;
    }

    private CoordinatorReply Decide(CoordinatorCommand command, Timestamp sentAt)
    {
        var events = _commits.Open.Events;
        var before = events.Count;
        var reply = _world.Mutant.Decide(_commits.Open, command, Clock.Now);
        for (var i = before; i < events.Count; i++)
        {
            _evidence.Check(command, events[i], sentAt);
        }

        _evidence.Read(command);
        _commits.Weigh();
        return reply;
    }

    private void Advance()
    {
        if (_commits.InFlight is not null || Stopped)
        {
            return;
        }

        Decide(new Place(), _world.Now);
        if (!_commits.HasEvents)
        {
            Notify(_commits.TakeNotices());
            return;
        }

        // What a coordinator decides after its successor has written is never stored, and so never spoken: it may rest
        // on tables that hold what the successor did.
        if (_world.Journal.Rows == _row)
        {
            Promises.Hold(Invariants.Violations(State));
        }

        var commit = _commits.Take(_world.Now);
        var snapshot = CaptureIfDue();
        _world.Journal.Write(
            _row, commit.Decision.Events, () => Post(() => Landed(commit, snapshot)), () => Stop(_world.Chance(0.5)));
    }

    private CoordinatorSnapshot? CaptureIfDue()
    {
        // The state equals what is stored after this commit only if no other waits behind it.
        if (_snapshotting || _commits.HasEvents || !_world.Chance(0.05))
        {
            return null;
        }

        _snapshotting = true;
        return CoordinatorSnapshot.Capture(State);
    }

    private void Landed(Commit commit, CoordinatorSnapshot? snapshot)
    {
        _row++;
        _commits.Landed();
        foreach (var speak in commit.Spoken)
        {
            speak();
        }

        Notify(commit.Decision.Notices);
        if (snapshot is not null)
        {
            _world.Snapshots.Save(
                _world.Mutant.ToSave(snapshot, State), () => !Stopped, () => _snapshotting = false);
        }
    }
}
