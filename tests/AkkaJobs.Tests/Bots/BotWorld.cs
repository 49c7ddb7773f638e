using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaJobs.Bots;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Bots;

/// <summary>A bot whose coordinator is a probe; virtual time: nothing happens of itself but what handlers do.</summary>
public abstract class BotWorld : TestKit
{
    private static readonly Config TestConfig = ConfigurationFactory.ParseString(
        """
        akka.loglevel = WARNING
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.actor.serialize-messages = off
        """);

    private long _lastToken = 100;

    protected BotWorld()
        : base(TestConfig.WithFallback(BotSettings.DefaultConfig))
    {
        Coordinator = CreateTestProbe();
        Handlers = new HandlerRegistry();
    }

    internal ManualTime Time { get; } = new();

    protected HandlerRegistry Handlers { get; }

    protected TestProbe Coordinator { get; }

    internal List<(BotEnd Reason, string Text)> Ends { get; } = [];

    protected IActorRef Bot { get; private set; } = ActorRefs.Nobody;

    protected string Session { get; private set; } = "";

    protected long Epoch { get; set; } = 1;

    private long Ordinal { get; set; }

    protected async Task<IActorRef> StartAsync(
        int slots = 2, IServiceProvider? services = null, params string[] operations)
    {
        var settings = new BotSettings { Name = "bot-1", Node = "node-1", Slots = slots };
        Bot = Sys.ActorOf(BotActor.Props(
            settings, Handlers.Build(services, operations), Coordinator.Ref, Time,
            (reason, text) =>
            {
                lock (Ends)
                {
                    Ends.Add((reason, text));
                }
            }));
        var (correlation, join) = await ExpectAsync<JoinBot>();
        Session = join.Session;
        Reply(correlation, new BotStands("bot-1"));
        (correlation, _) = await ExpectAsync<Heartbeat>();
        Reply(correlation, new HeartbeatAnswered(false, [], []));
        return Bot;
    }

    /// <summary>Lets time pass, in steps that the bot takes in one after the other.</summary>
    protected async Task PassAsync(TimeSpan time)
    {
        var step = TimeSpan.FromMilliseconds(100);
        await CatchUpAsync();
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Time.Advance(step);
            ((TestScheduler)Sys.Scheduler).Advance(step);
            await CatchUpAsync();
        }
    }

    /// <summary>Until the bot has taken in what it was told.</summary>
    private Task<ActorIdentity> CatchUpAsync() => Bot.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30));

    internal ClaimedJob Job(string operation, string args = "{}", long timeoutMs = 60_000) => new(
        new JobId(Guid.NewGuid()), operation, JsonText.Parse(args), 1, ++_lastToken, 6000, timeoutMs);

    internal ClaimedJob Place(string operation, string args = "{}", long timeoutMs = 60_000)
    {
        var job = Job(operation, args, timeoutMs);
        Place(job);
        return job;
    }

    internal void Place(params ClaimedJob[] jobs) =>
        Notify([.. jobs.Select(job => new JobPlaced("bot-1", Session, job))]);

    internal void CancelJob(ClaimedJob job, string reason = "cancelled") => Notify(
        new AttemptCancelled("bot-1", Session, new AttemptToCancel(job.Id, job.Token, reason)));

    internal void Notify(params CoordinatorNotice[] notices) =>
        Bot.Tell(new Notices(Epoch, ++Ordinal, notices), Coordinator.Ref);

    internal void Reply(long correlation, params CoordinatorReply[] replies) =>
        Bot.Tell(new Replies(correlation, Epoch, ++Ordinal, replies), Coordinator.Ref);

    /// <summary>
    /// The next command of a kind, when it is alone in its message; heartbeats in between are passed over.
    /// </summary>
    internal async Task<(long Correlation, T Command)> ExpectAsync<T>()
        where T : CoordinatorCommand
    {
        var commands = await Coordinator.FishForMessageAsync<Commands>(
            commands => commands.Items is [T] || commands.Items is not [Heartbeat]);
        return (commands.Correlation, Assert.IsType<T>(Assert.Single(commands.Items)));
    }

    internal async Task<(long Correlation, T Report)> ExpectReportAsync<T>(ClaimedJob job)
        where T : JobCommand
    {
        var (correlation, report) = await ExpectAsync<T>();
        Assert.Equal(job.Id, report.Job);
        return (correlation, report);
    }

    internal static ReportAnswered Stored => new(ReportAnswer.Stored);
}
