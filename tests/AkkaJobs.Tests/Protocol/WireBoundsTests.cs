using Akka.Configuration;
using AkkaJobs.Client;
using AkkaJobs.Configuration;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Protocol;

/// <summary>What Akka.Remote would drop is never sent: each message at its largest fits the frame.</summary>
public sealed class WireBoundsTests
{
    private static readonly string[] Letters = ["a", "ö", "語", "😀"];

    private static readonly Timestamp Late = Timestamp.From(DateTimeOffset.MaxValue);

    private static readonly long Frame = WireBounds.LeastFrame(new CoordinatorOptions().NoticeBytes);

    public static TheoryData<string> Alphabets => [.. Letters];

    [Theory, MemberData(nameof(Alphabets))]
    public void No_command_weighs_less_than_its_bytes(string letter)
    {
        foreach (var command in LargestCommands(letter))
        {
            Assert.InRange(command.ToWire().CalculateSize(), 1, WireBounds.Weight(command));
        }
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void No_answer_weighs_more_than_was_reckoned(string letter)
    {
        foreach (var command in LargestCommands(letter))
        {
            var reckoned = WireBounds.AnswerWeight(command);
            Assert.All(AnswersTo(command, letter), reply =>
                Assert.InRange(reply.ToWire().CalculateSize(), 1, reckoned));
        }
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void No_notice_weighs_less_than_its_bytes(string letter)
    {
        var (bot, session) = (Text(letter, Limits.MaxNameBytes), Text(letter, Limits.MaxKeyBytes));
        CoordinatorNotice[] notices =
        [
            new JobPlaced(bot, session, LargestClaim(letter)),
            new AttemptCancelled(bot, session, new AttemptToCancel(Id(1), long.MaxValue, "superseded")),
            new SessionEnded(bot, session),
        ];
        Assert.All(notices, notice =>
            Assert.InRange(notice.ToWire().CalculateSize(), 1, WireBounds.Weight(notice)));
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void No_bot_weighs_less_than_its_bytes(string letter)
    {
        var bot = LargestBot(letter);
        Assert.InRange(bot.ToWire().CalculateSize(), 1, WireBounds.Weight(bot));
        Assert.InRange(WireBounds.Weight(bot), 1, WireBounds.MessageBytes);
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void No_queue_weighs_less_than_its_bytes(string letter)
    {
        var queue = LargestQueue(letter);
        Assert.InRange(queue.ToWire().CalculateSize(), 1, WireBounds.Weight(queue));
        Assert.InRange(WireBounds.Weight(queue), 1, WireBounds.MessageBytes);
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void However_many_commands_their_messages_and_the_answers_fit(string letter)
    {
        var commands = Enumerable.Range(0, 40).SelectMany(_ => LargestCommands(letter)).ToList();
        var parts = MessageRoom.Cut(commands).ToList();
        Assert.Equal(commands, parts.SelectMany(part => part));
        Assert.All(parts, part =>
        {
            Fits(new Commands(long.MaxValue, part));
            Fits(new Replies(
                long.MaxValue, long.MaxValue, 0,
                [.. part.Select(command => AnswersTo(command, letter).MaxBy(r => r.ToWire().CalculateSize())!)]));
        });
    }

    [Fact]
    public void Small_commands_still_travel_by_the_thousand()
    {
        var sum = new Enqueue(
            new JobSpec { Id = Id(1), Operation = "sum", Queue = "default", Args = JsonText.Parse("1") }, null, true);
        Assert.Equal([1_000, 1_000, 500], MessageRoom.Cut([.. Enumerable.Repeat(sum, 2_500)]).Select(p => p.Count));
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void What_a_bot_says_fits(string letter)
    {
        var operations = Many(Limits.MaxOperations, Text(letter, Limits.MaxNameBytes));
        var progress = Json(Limits.MaxProgressBytes);
        var running = Enumerable.Range(0, Limits.MaxRunning).Select(i => new RunningAttempt(
            Id(i), long.MaxValue, i < Limits.MaxHeartbeatProgressBytes / Limits.MaxProgressBytes ? progress : null));
        var name = Text(letter, Limits.MaxNameBytes);
        var session = Text(letter, Limits.MaxKeyBytes);
        var heartbeat = new Heartbeat(
            name, session, 1_024, operations, long.MaxValue, long.MaxValue, [.. running]);
        Fits(new Commands(1, [heartbeat]));
        Fits(new Commands(1, [new JoinBot(name, session, name, 1_024, operations)]));
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void Answers_to_questions_fit(string letter)
    {
        Fits(new JobFound(LargestJob(letter).ToView() with { Progress = Json(Limits.MaxProgressBytes) }, 1));
        var counts = from i in Enumerable.Range(0, AkkaJobs.Coordinator.OpenCounts.MaxOperations)
                     from status in JobStatusExtensions.All
                     where status.IsOpen()
                     select new OpenCount(Text(letter, Limits.MaxNameBytes), status, long.MaxValue);
        var follower = new FollowerView("datalake", 1, 1, 1, Text(letter, Limits.MaxErrorBytes));
        Fits(new JobExplained(new ExplainView(JobStatus.Pending, LargestReason(letter).Detail,
            [.. Many(4, LargestReason(letter))]), 1));
        Fits(new StatsRead(
            "akka.ssl.tcp://akkajobs@node:4053", 1, 1, 1, [.. counts], new Dictionary<string, long>(),
            new RatesView(1, 1, 1), [follower, follower]));
        var unserved = new UnservedOperation(
            Text(letter, Limits.MaxNameBytes), long.MaxValue, Many(UnservedOperation.MaxJobs, Id(1)));
        Fits(new TroubleRead("akka.ssl.tcp://akkajobs@node:4053", new Trouble(
            long.MaxValue, Many(Trouble.MaxJobs, Id(1)), LargestHeld(letter).Detail,
            Many(UnservedOperation.MaxListed, unserved), 1, 1, [follower, follower])));
    }

    [Theory, MemberData(nameof(Alphabets))]
    public void No_stuck_job_weighs_less_than_its_bytes_and_a_page_holds_one(string letter)
    {
        var job = LargestJob(letter).ToView() with { Result = null, Progress = Json(Limits.MaxProgressBytes) };
        var stuck = new StuckView(
            job, LargestHeld(letter).Detail, [.. Many(5, LargestHeld(letter))]);
        var bytes = new StuckListed([stuck], long.MaxValue).ToWire().CalculateSize();
        Assert.InRange(bytes, 1, WireBounds.Weight(stuck) + 32);
        Assert.InRange(WireBounds.Weight(stuck), 1, WireBounds.MessageBytes);
    }

    [Fact]
    public void The_frame_that_nodes_have_holds_them_all()
    {
        Assert.Null(WireBounds.FrameFault(EmbeddedHocon.Node, new CoordinatorOptions().NoticeBytes));
        Assert.NotNull(WireBounds.FrameFault(EmbeddedHocon.Node, 4 << 20));
        var akka = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.maximum-frame-size = 128000b");
        var (key, problem) = Assert.NotNull(WireBounds.FrameFault(akka, 512 << 10));
        Assert.Equal("akka.remote.dot-netty.tcp.maximum-frame-size", key);
        Assert.Contains("128000", problem, StringComparison.Ordinal);
    }

    private static void Fits(IWireMessage message) =>
        Assert.InRange(WireFormat.Write(message).Length, 1, Frame - (WireBounds.Envelope / 2));

    /// <summary>Of each kind that a client sends, the largest one that the bounds of its fields allow.</summary>
    private static CoordinatorCommand[] LargestCommands(string letter)
    {
        var name = Text(letter, Limits.MaxNameBytes);
        var key = Text(letter, Limits.MaxKeyBytes);
        var reason = Text(letter, Limits.MaxReasonBytes);
        var operations = Many(Limits.MaxOperations, name);
        var running = Many(Limits.MaxRunning, new RunningAttempt(Id(3), long.MaxValue, null));
        var told = Many(
            Limits.MaxHeartbeatProgressBytes / Limits.MaxProgressBytes,
            new RunningAttempt(Id(3), long.MaxValue, Json(Limits.MaxProgressBytes)));
        return
        [
            new Enqueue(LargestJob(letter).Spec, Late, true),
            new Complete(Id(1), long.MaxValue, Json(Limits.MaxResultBytes), long.MaxValue, name),
            new Fail(Id(1), long.MaxValue, Text(letter, Limits.MaxErrorBytes), true, long.MaxValue, name, 0.7),
            new Release(Id(1), long.MaxValue, true, Verdict.Released, key, reason),
            new Cancel(Id(1), key, reason),
            new Retry(Id(1), key, reason),
            new HeartbeatRemote(name, key, 1_024, operations, [.. told, .. running.Skip(told.Length)]),
            new ClaimRemote(name, key, operations, 1_024, Late, key, long.MaxValue),
            new AbandonClaim(name, long.MaxValue),
            new DrainBot(name, true, key, reason),
            new PauseQueue(name, true, key, reason),
            new ActOnJob(Id(1), JobAct.Retry, JobStatus.Cancelled, name, true, true, key, reason),
        ];
    }

    private static IEnumerable<CoordinatorReply> AnswersTo(CoordinatorCommand command, string letter)
    {
        var name = Text(letter, Limits.MaxNameBytes);
        yield return new Refused(new Rejection(
            RejectionCode.IdTaken, $"The id {Id(1)} belongs to a job of operation {name} in queue {name}, with other "
            + "work than this. Choose another id.")
        { Path = "id", JobId = Id(1), RetryAfter = TimeSpan.FromDays(1) });
        if (command is Release { DryRun: true })
        {
            yield return new ReleaseTried(LargestJob(letter), new ReleaseView
            {
                Token = long.MaxValue,
                Attempt = int.MaxValue,
                Bot = name,
                BotState = "processing",
                Alive = true,
                LastHeartbeatAt = DateTimeOffset.MaxValue,
                Running = true,
                Then = JobStatus.Pending,
                OtherBots = int.MaxValue,
                Summary = LargestHeld(letter).Detail,
                Reasons = [.. Many(5, LargestHeld(letter))],
            });
        }
        else if (command is Release or Cancel or Retry)
        {
            yield return new JobStands(LargestJob(letter));
        }

        if (command is PauseQueue)
        {
            yield return new QueueStands(LargestQueue(letter));
        }

        if (command is ActOnJob)
        {
            yield return new Acted(JobStatus.Cancelled);
        }

        if (command is HeartbeatRemote { Running: var running })
        {
            yield return new HeartbeatAnswered(
                true, [.. running.Select(r => new AttemptToCancel(r.Id, r.Token, "superseded"))], []);
        }
    }

    /// <summary>Of a held attempt.</summary>
    private static ExplainReason LargestHeld(string letter) => new(
        ExplainCode.Processing, $"{new string('x', 400)} {Text(letter, Limits.MaxNameBytes)}")
    {
        Bot = Text(letter, Limits.MaxNameBytes),
        Token = long.MaxValue,
        Attempt = int.MaxValue,
        MaxAttempts = int.MaxValue,
        Since = DateTimeOffset.MaxValue,
        LastHeartbeatAt = DateTimeOffset.MaxValue,
        Until = DateTimeOffset.MaxValue,
        Verdict = Verdict.Drained,
        ExpectedAt = DateTimeOffset.MaxValue,
    };

    /// <summary>More than any reason says.</summary>
    private static ExplainReason LargestReason(string letter)
    {
        var name = Text(letter, Limits.MaxNameBytes);
        var names = Many(ExplainReason.MaxListed, name);
        return LargestHeld(letter) with
        {
            Detail = $"{new string('x', 1_000)} {string.Concat(names)}",
            Operation = name,
            Queue = name,
            NearestOperations = names,
            Bots = names,
            Error = LargestJob(letter).Run!.Error,
            Holders = Many(
                ExplainReason.MaxListed, new SlotHolder(Id(1), name, long.MaxValue, DateTimeOffset.MaxValue, true)),
            By = Text(letter, Limits.MaxKeyBytes),
            Reason = Text(letter, Limits.MaxReasonBytes),
        };
    }

    private static JobRecord LargestJob(string letter)
    {
        var name = Text(letter, Limits.MaxNameBytes);
        var error = Text(letter, Limits.MaxErrorBytes)
            + Text(letter, Limits.MaxReasonBytes) + Text(letter, Limits.MaxKeyBytes);
        return new JobRecord(new JobSpec
        {
            Id = Id(1),
            Operation = name,
            Queue = name,
            Args = Json(Limits.MaxArgsBytes),
            Priority = 9,
            MaxAttempts = 100,
            TimeoutMs = long.MaxValue,
            UniqueKey = Text(letter, Limits.MaxKeyBytes),
            Tags = Many(Limits.MaxTags, Text(letter, Limits.MaxTagBytes)),
            EnqueuedAt = Late,
            By = Text(letter, Limits.MaxKeyBytes),
            TraceParent = new string('0', 55),
        })
        {
            Status = JobStatus.Failed,
            Order = long.MaxValue,
            Number = long.MaxValue,
            RunAt = Late,
            Allowed = int.MaxValue,
            Run = new JobRun
            {
                Attempt = int.MaxValue,
                Lease = new Lease(
                    long.MaxValue, int.MaxValue, name, Text(letter, Limits.MaxKeyBytes), Late,
                    Text(letter, Limits.MaxKeyBytes), Late),
                Bot = name,
                ClaimedAt = Late,
                Error = error,
                Excluded =
                [
                    .. Many(JobRun.MaxExcluded, new BotSession(name, Text(letter, Limits.MaxKeyBytes))),
                ],
                Past = [.. Many(JobRun.MaxPast, new PastToken(long.MaxValue, int.MaxValue, ReportKind.Failed, true))],
            },
            Outcome = new JobOutcome
            {
                Result = Json(Limits.MaxResultBytes),
                Error = error,
                FinishedAt = Late,
                DurationMs = long.MaxValue,
            },
        };
    }

    private static ClaimedJob LargestClaim(string letter) => new(
        Id(1), Text(letter, Limits.MaxNameBytes), Json(Limits.MaxArgsBytes), int.MaxValue, long.MaxValue,
        long.MaxValue, long.MaxValue)
    {
        TraceParent = new string('0', 55),
    };

    private static QueueView LargestQueue(string letter) => new()
    {
        Name = Text(letter, Limits.MaxNameBytes),
        Paused = true,
        PausedAt = DateTimeOffset.MaxValue,
        PausedBy = Text(letter, Limits.MaxKeyBytes),
        Reason = Text(letter, Limits.MaxReasonBytes),
        Scheduled = long.MaxValue,
        Pending = long.MaxValue,
        Processing = long.MaxValue,
        Retrying = long.MaxValue,
    };

    private static BotView LargestBot(string letter) => new()
    {
        Name = Text(letter, Limits.MaxNameBytes),
        Session = Text(letter, Limits.MaxKeyBytes),
        Node = $"akka.ssl.tcp://akkajobs@{new string('n', 255)}:65535",
        State = "processing",
        Operations = Many(Limits.MaxOperations, Text(letter, Limits.MaxNameBytes)),
        Slots = int.MaxValue,
        Running = int.MaxValue,
        LastSeenAt = DateTimeOffset.MaxValue,
        Completed = long.MaxValue,
        Failed = long.MaxValue,
    };

    private static T[] Many<T>(int count, T item) => [.. Enumerable.Repeat(item, count)];

    private static string Text(string letter, int bytes) =>
        string.Concat(Enumerable.Repeat(letter, bytes / System.Text.Encoding.UTF8.GetByteCount(letter)));

    private static JsonText Json(int bytes) => JsonText.Parse($"\"{new string('x', bytes - 2)}\"");

    private static JobId Id(int number) => new(new Guid(number, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]));
}
