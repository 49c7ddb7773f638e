using System.Text;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>
/// Every state × every command, decided by the real rules and compared with <c>TransitionTable.txt</c>. A rule that
/// changes shows there as a line that changes. With AKKAJOBS_RECORD_TABLE=1 the file is written anew.
/// </summary>
public sealed class TransitionTable
{
    private const string FileName = "TransitionTable.txt";

    private static readonly (string Name, Action<Scene> Make, bool Forgotten)[] States =
    [
        ("unknown: no job has this id", _ => { }, false),
        ("scheduled", s => s.Enqueue(Scene.Spec(1), s.Now + TimeSpan.FromMinutes(2)), false),
        ("pending: never claimed", s => s.Enqueue(1), false),
        ("pending: released once", Released, false),
        ("processing: in its second attempt", Processing, false),
        ("processing: asked to stop, past its timeout", Overdue, false),
        ("retrying", s => After(s, () => s.Fail(1)), false),
        ("succeeded", Succeeded, false),
        ("failed", Failed, false),
        ("cancelled", Cancelled, false),
        ("succeeded and forgotten: the tables say so", Succeeded, true),
        ("failed and forgotten: the tables say so", Failed, true),
        ("cancelled and forgotten: the tables say so", Cancelled, true),
    ];

    private static readonly (string Name, Func<Scene, CoordinatorCommand> Make)[] Commands =
    [
        ("Enqueue, the same work", _ => new Enqueue(Scene.Spec(1), null, false)),
        ("Enqueue, other work", _ => new Enqueue(Scene.Spec(1, "other"), null, false)),
        ("Complete, the latest token", s => new Complete(Scene.Id(1), s.State.LastToken, JsonText.Null, 5, "a")),
        ("Complete, an earlier token", _ => new Complete(Scene.Id(1), 1, JsonText.Null, 5, "a")),
        ("Fail, the latest token", s => new Fail(Scene.Id(1), s.State.LastToken, "broken", true, 5, "a", 0.5)),
        ("Fail, not retryable", s => new Fail(Scene.Id(1), s.State.LastToken, "broken", false, 5, "a", 0.5)),
        ("Release", _ => Scene.Release(1)),
        ("Release, an earlier token", _ => Scene.Release(1, token: 1)),
        ("Release, only tried", _ => Scene.Release(1, dryRun: true)),
        ("Cancel", _ => new Cancel(Scene.Id(1), "ops", null)),
        ("Retry", _ => new Retry(Scene.Id(1), "ops", null)),
        ("Place", _ => new Place()),
        ("Tick, three minutes later", _ => new Tick()),
        ("Heartbeat that lists it", s => Beat(s, s.State.LastToken)),
        ("Heartbeat that misses it, the first", s => Beat(s)),
        ("Heartbeat that misses it, the second", Missed),
        ("LoseBot", _ => new LoseBot("a", "s1", Verdict.BotLost)),
        ("LoseBot, drained", _ => new LoseBot("a", "s1", Verdict.Drained)),
        ("AbandonAttempt", s => new AbandonAttempt("a", "s1", Scene.Id(1), s.State.LastToken)),
        ("JoinBot, the same session", _ => new JoinBot("a", "s1", "akka://a", 1, ["sum"])),
        ("JoinBot, another session", _ => new JoinBot("a", "s2", "akka://a", 1, ["sum"])),
        ("DrainBot", _ => new DrainBot("a", true, "ops", null)),
        ("ActOnJob, cancel what is pending", _ => Act(JobAct.Cancel, JobStatus.Pending)),
        ("ActOnJob, release what is processing", _ => Act(JobAct.Release, JobStatus.Processing)),
        ("ActOnJob, retry what has failed", _ => Act(JobAct.Retry, JobStatus.Failed)),
        ("ActOnJob, only tried", _ => Act(JobAct.Retry, JobStatus.Failed) with { DryRun = true }),
        ("PauseQueue", _ => new PauseQueue("default", true, "ops", null)),
        ("ClaimRemote", s => new ClaimRemote("r", "s1", ["sum"], 1, s.Now + TimeSpan.FromSeconds(9), null, 1)),
        ("HeartbeatRemote", _ => new HeartbeatRemote("r", "s1", 1, ["sum"], [])),
        ("AbandonClaim", _ => new AbandonClaim("r", 1)),
        ("Start", _ => new Start("other")),
        ("RaiseFormat", _ => new RaiseFormat(2)),
    ];

    [Fact]
    public void Is_what_the_rules_decide()
    {
        var table = Write();
        if (Environment.GetEnvironmentVariable("AKKAJOBS_RECORD_TABLE") == "1")
        {
            File.WriteAllText(Source(), table);
        }

        Assert.Equal(File.ReadAllText(Source()), table);
    }

    [Fact]
    public void Holds_every_command_and_every_state()
    {
        var commands = typeof(CoordinatorCommand).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(CoordinatorCommand)) && !t.IsAbstract).Select(t => t.Name);
        Assert.Empty(commands.Except(Commands.Select(c => c.Name.Split(' ', ',')[0])));
        Assert.Empty(JobStatusExtensions.All.Select(s => s.Word())
            .Except(States.Select(s => s.Name.Split(' ', ':')[0])));
    }

    private static string Write()
    {
        var table = new StringBuilder("Every state of a job, every command: the events, where the job then stands, ")
            .Append("the answer.\nBot a, which took its attempts, has one slot; nobody else is there.\n");
        foreach (var (state, make, forgotten) in States)
        {
            table.Append('\n').Append(state).Append('\n');
            foreach (var (command, of) in Commands)
            {
                table.Append("  ").Append(command.PadRight(38)).Append(Cell(make, forgotten, of)).Append('\n');
            }
        }

        return table.ToString();
    }

    private static string Cell(Action<Scene> make, bool forgotten, Func<Scene, CoordinatorCommand> of)
    {
        var scene = new Scene();
        scene.Join("a");
        make(scene);
        var tables = scene.State.Find(Scene.Id(1));
        if (forgotten)
        {
            scene.State.Forget(scene.State.LastNumber);
        }

        var command = of(scene);
        if (command is Tick)
        {
            scene.State.LastTickAt = scene.Now + TimeSpan.FromMinutes(3);
            scene.State.Bots["a"].HeardAt = scene.State.LastTickAt;
            scene.Now += TimeSpan.FromMinutes(3);
        }

        if (command is JobCommand job && scene.State.Find(job.Job) is null)
        {
            command = job with { Tables = new TableAnswer(scene.State.LastNumber, tables) };
        }

        CoordinatorReply reply = Noted.Instance;
        var events = scene.Of(() => reply = scene.Do(command));
        var happened = string.Join(" + ", events.Select(Word));
        var stands = events.OfType<JobEvent>().Any() && scene.State.Find(Scene.Id(1)) is { } record
            ? $" → {record.Status.Word()}"
            : "";
        return $"{(happened.Length > 0 ? happened : "–")}{stands} · {Word(reply)}";
    }

    private static string Word(CoordinatorEvent e) => e switch
    {
        JobReleased { Verdict: var verdict } => $"JobReleased ({verdict.Word()})",
        JobFailed { Verdict: { } verdict } => $"JobFailed ({verdict.Word()})",
        BotLeft { Verdict: var verdict } => $"BotLeft ({verdict.Word()})",
        _ => e.GetType().Name,
    };

    private static string Word(CoordinatorReply reply) => reply switch
    {
        Refused refused => $"refused: {refused.Rejection.Code.Word()}",
        ReportAnswered answered => $"report {answered.Answer}".ToLowerInvariant(),
        Enqueued { Duplicate: true } => "stands already",
        Enqueued => "stands",
        ReleaseTried tried => $"job is {tried.Record.Status.Word()}",
        JobStands stands => $"job is {stands.Record.Status.Word()}",
        HeartbeatAnswered { Unknown: true } => "join first",
        HeartbeatAnswered { Cancel.Count: > 0 } answer => $"stop it ({answer.Cancel[0].Reason})",
        HeartbeatAnswered { Again.Count: > 0 } => "here it is again",
        HeartbeatAnswered => "heard",
        ClaimAnswered { Jobs: null } => "waits",
        BotStands => "bot stands",
        QueueStands => "queue stands",
        Acted acted => $"acted, {acted.Then.Word()}",
        Noted => "noted",
        _ => throw new InvalidOperationException($"No word for {reply}."),
    };

    private static ActOnJob Act(JobAct act, JobStatus status) =>
        new(Scene.Id(1), act, status, null, DryRun: false, Exclude: false, "ops", "all of them");

    private static void Released(Scene scene)
    {
        scene.Claimed(1);
        scene.Do(Scene.Release(1));
        scene.Beat("a");
    }

    private static void Processing(Scene scene)
    {
        Released(scene);
        scene.Place();
        scene.Beat("a");
    }

    private static void Overdue(Scene scene)
    {
        scene.Claimed(1, spec: Scene.Spec(1) with { TimeoutMs = 1000 });
        scene.Do(Scene.Release(1));
        scene.Beat("a");
        scene.Place();
        scene.Wait(2, "a");
    }

    private static void After(Scene scene, Action end)
    {
        Processing(scene);
        end();
    }

    private static void Succeeded(Scene scene) => After(scene, () => scene.Complete(1));

    private static void Failed(Scene scene) => After(scene, () => scene.Fail(1, retryable: false));

    private static void Cancelled(Scene scene) => After(scene, () => scene.Do(new Cancel(Scene.Id(1), "ops", null)));

    private static Heartbeat Beat(Scene scene, params long[] tokens)
    {
        var running = tokens.Select(token => new RunningAttempt(Scene.Id(1), token, null));
        return new Heartbeat("a", "s1", 1, ["sum"], scene.State.Epoch, scene.State.Bots["a"].Sent, [.. running]);
    }

    private static Heartbeat Missed(Scene scene)
    {
        scene.Do(Beat(scene));
        return Beat(scene);
    }

    private static string Source()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "AkkaJobs.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "tests", "AkkaJobs.Core.Tests", "Coordination", FileName);
    }
}
