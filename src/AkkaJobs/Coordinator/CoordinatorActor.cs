using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Coordinator;

/// <summary>
/// The coordinator: a shell round <see cref="CoordinatorDecider"/> and <see cref="CoordinatorFold"/>. A command is
/// decided at once, against events that are not stored yet; its answer waits for the commit that it rests on. A failed
/// write stops the actor, so nothing that was not stored was ever spoken; its supervisor starts it anew from the
/// journal.
/// </summary>
internal sealed partial class CoordinatorActor : UntypedPersistentActor, IWithTimers
{
    private readonly CoordinatorSettings _settings;
    private readonly CoordinatorParts _parts;
    private readonly SteadyClock _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly JobWaiters _waiters = new();
    private readonly RateWindow _rates = new();
    private readonly TableQuestions _questions;
    private CoordinatorState _state;
    private CommitBuffer _buffer;
    private BotLinks _links;
    private bool _stopping;

    public CoordinatorActor(CoordinatorSettings settings, CoordinatorParts parts)
    {
        _settings = settings;
        _parts = parts;
        _clock = new SteadyClock(parts.Time);
        _questions = new TableQuestions(parts.Tables);
        JournalPluginId = $"akka.persistence.journal.{CoordinatorSettings.PluginId}";
        SnapshotPluginId = $"akka.persistence.snapshot-store.{CoordinatorSettings.PluginId}";
        Hold(new CoordinatorState(settings.Rules));
    }

    public override string PersistenceId => CoordinatorSettings.PersistenceId;

    public ITimerScheduler Timers { get; set; } = null!;

    private Timestamp Now => _clock.Now;

    public static Props Props(CoordinatorSettings settings, CoordinatorParts parts) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(settings, parts));

    protected override void OnCommand(object message)
    {
        if (Holds(message))
        {
            return;
        }

        switch (message)
        {
            case Commands commands:
                Receive(new Envelope(Sender, commands));
                break;
            case QuestionsAnswered answered:
                Receive(answered);
                break;
            case Moment:
                Self.Tell(new MomentRead(_momentAt));
                _momentAt = Now;
                break;
            case MomentRead moment:
                Receive(moment);
                break;
            case ForgetFinished:
                Forget();
                break;
            case TablesMoved moved:
                _tablesAt = moved.Offset;
                break;
            case FindJob find:
                Answer(find, Sender);
                break;
            case ListBots list:
                Answer(list, Sender);
                break;
            case ListQueues list:
                Answer(list, Sender);
                break;
            case ExplainJob explain:
                Answer(explain, Sender);
                break;
            case ListStuck list:
                Answer(list, Sender);
                break;
            case ReadStats:
                AnswerStats(Sender);
                break;
            case ReadTrouble read:
                Answer(read, Sender);
                break;
            case Terminated gone:
                Lose(gone);
                break;
            case LeadKnown known:
                Receive(known);
                break;
            case SaveSnapshotSuccess or SaveSnapshotFailure:
                SnapshotEnded(message);
                break;
            case StopCoordinator:
                _stopping = true;
                break;
            default:
                Unhandled(message);
                return;
        }

        Advance();
    }

    [MemberNotNull(nameof(_state), nameof(_buffer), nameof(_links))]
    private void Hold(CoordinatorState state)
    {
        _state = state;
        _buffer = new CommitBuffer(state, _settings.CommitBytes);
        _links = new BotLinks(state, _settings.NoticeBytes);
    }

    private void Receive(Envelope envelope)
    {
        _unspoken.Add(envelope);
        for (var i = 0; i < envelope.Count; i++)
        {
            Decide(envelope, i, envelope[i]);
        }

        SpeakIfAnswered(envelope);
    }

    private void Receive(QuestionsAnswered answered)
    {
        _questions.Answered();
        foreach (var question in answered.Questions)
        {
            if (answered.Answers is not { } answers || question.Tries >= Question.MaxTries)
            {
                question.Envelope.Answer(
                    question.Index, new Refused(Rejection.CoordinatorUnavailable(question.Command.Job)));
            }
            else
            {
                var command = question.Command with { Tables = answers.For(question.Command.Job) };
                Decide(question.Envelope, question.Index, command, question.Tries + 1);
            }

            SpeakIfAnswered(question.Envelope);
        }
    }

    private void Decide(Envelope envelope, int index, CoordinatorCommand command, int tries = 0)
    {
        Locate(envelope, command);
        var reply = CoordinatorDecider.Decide(_buffer.Open, command, Now);
        if (reply is TablesNeeded)
        {
            _questions.Add(new Question(envelope, index, (JobCommand)command) { Tries = tries });
            return;
        }

        if (reply is ClaimAnswered { Jobs: null } && command is ClaimRemote claim)
        {
            _claims.Add(claim.Waiter, (envelope, index));
        }
        else
        {
            envelope.Answer(index, reply);
        }

        if (command is AbandonClaim abandon && _claims.Remove(abandon.Waiter, out var gone))
        {
            _unspoken.Remove(gone.Envelope);
        }

        _buffer.Weigh();
    }

    private void SpeakIfAnswered(Envelope envelope)
    {
        if (envelope.IsAnswered)
        {
            _buffer.WhenStored(() => Speak(envelope));
        }
    }

    private void Speak(Envelope envelope)
    {
        _unspoken.Remove(envelope);
        var replies = envelope.ToReplies(_state.Epoch, 0);
        if (envelope.Bot is { } bot)
        {
            _links.Answer(bot, envelope.Sender, replies, Self, Now);
            return;
        }

        envelope.Sender.Tell(replies, Self);
    }

    private void Receive(MomentRead moment)
    {
        LookAtFormat();
        CoordinatorDecider.Decide(_buffer.Open, new Tick(moment.AsOf, _parts.OutOfReach()), Now);
        foreach (var (job, who) in _waiters.TakeExpired(Now))
        {
            TellWhenStored(who, Found(job));
        }
    }

    private void Forget()
    {
        // One step behind: what the tables took in just now may still be under way in an answer.
        _state.Forget(_forgetTo);
        _forgetTo = _tablesAt;
    }

    /// <summary>
    /// After each message: notices that rest on nothing new go out, questions are asked, the next commit is begun.
    /// </summary>
    private void Advance()
    {
        _questions.AskNext()?.PipeTo(Self);
        if (_buffer.InFlight is not null)
        {
            return;
        }

        CoordinatorDecider.Decide(_buffer.Open, new Place(), Now);
        if (_buffer.HasEvents)
        {
            Write();
            return;
        }

        Notify(_buffer.TakeNotices());
        if (_stopping)
        {
            Context.Stop(Self);
        }
    }

    private void Write()
    {
        var batch = _buffer.Take(out var isLast);
        var events = batch.Decision.Events;
        var commit = new JournalCommit(_stored + 1, events, batch.Format);
        var snapshot = isLast ? CaptureIfDue(commit.Last) : null;
        PersistAsync(commit, stored => Landed(batch, stored, snapshot));
    }

    private void Landed(Batch batch, JournalCommit commit, CoordinatorSnapshot? snapshot)
    {
        _stored = commit.Last;
        _buffer.Landed();
        _rates.Count(commit.Events);
        _parts.Transitions.Count(commit.Events);
        _parts.Recovery.Count(batch.Decision.Detections, commit.Events);
        foreach (var speak in batch.Spoken)
        {
            speak();
        }

        Notify(batch.Decision.Notices);
        foreach (var e in commit.Events)
        {
            if (e is JobSucceeded or JobFailed or JobCancelled)
            {
                TellWaiters(((JobEvent)e).Job);
            }
        }

        _parts.Publish(new StoredCommit(LastSequenceNr, commit));
        if (snapshot is not null)
        {
            SaveSnapshot(snapshot);
        }

        Advance();
    }

    private void Notify(IReadOnlyList<CoordinatorNotice> notices)
    {
        _links.Send(notices, Self, Now);
        foreach (var notice in notices)
        {
            if (notice is ClaimSettled settled && _claims.Remove(settled.Waiter, out var claim))
            {
                claim.Envelope.Answer(claim.Index, new ClaimAnswered(settled.Jobs));
                if (claim.Envelope.IsAnswered)
                {
                    Speak(claim.Envelope);
                }
            }
        }
    }
}
