using AkkaJobs.Bots;
using AkkaJobs.Coordination;

namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>What can be seen from outside the rules: who lived, what ran, what was said, what was on its way.</summary>
internal sealed class Witness(World world)
{
    private readonly HashSet<long> _begun = [];
    private readonly HashSet<(long Token, ReportKind Kind)> _said = [];
    private readonly HashSet<long> _toldToStop = [];
    private readonly Dictionary<long, Timestamp> _claimsArrive = [];
    private readonly Dictionary<string, (JobId Job, int Losses)> _killers = [];

    /// <summary>When each session died; nobody runs what it held after that.</summary>
    public Dictionary<string, Timestamp> Deaths { get; } = [];

    /// <summary>Bots that ended because their handlers ignored their cancellation.</summary>
    public int StuckBots { get; set; }

    public int Begun => _begun.Count;

    /// <summary>A handler begins: never twice under one token, and never before the claim is stored.</summary>
    public void Begin(ClaimedJob job, string session)
    {
        world.Tell($"{session} begins {Behaviour.Kind(job)} {job.Id}, attempt {job.Attempt}, token {job.Token}");
        if (!_begun.Add(job.Token))
        {
            throw new BrokenPromiseException(Promises.BegunOnce, $"token {job.Token} is run twice");
        }

        if (world.Journal.Claims.GetValueOrDefault(job.Token)?.Session != session)
        {
            throw new BrokenPromiseException(
                Promises.Durable, $"{session} runs token {job.Token}, and no stored claim says so");
        }
    }

    public void Say(IReadOnlyList<CoordinatorCommand> commands)
    {
        foreach (var command in commands)
        {
            switch (command)
            {
                case Complete complete:
                    _said.Add((complete.Token, ReportKind.Completed));
                    break;
                case Fail fail:
                    _said.Add((fail.Token, ReportKind.Failed));
                    break;
            }
        }
    }

    public bool HasSaid(long token, ReportKind kind) => _said.Contains((token, kind));

    public void TellToStop(AttemptToCancel attempt) => _toldToStop.Add(attempt.Token);

    /// <summary>A bot asks a handler to stop.</summary>
    public void Stop(BotAttempt attempt, Timestamp now)
    {
        var isOverdue = (now - attempt.StartedAt).TotalMilliseconds > attempt.Job.TimeoutMs;
        if (!isOverdue && attempt.StopReason != Verdict.Drained.Word() && !_toldToStop.Contains(attempt.Token))
        {
            throw new BrokenPromiseException(
                Promises.StoppedByToken,
                $"token {attempt.Token} of job {attempt.Job.Id} is stopped ({attempt.StopReason}), and nobody asked");
        }
    }

    /// <summary>A claim is on its way to a bot until then.</summary>
    public void ClaimArrives(long token, Timestamp at) => _claimsArrive[token] = at;

    public bool WasUnderWay(long token, Timestamp at) => _claimsArrive.GetValueOrDefault(token) > at;

    public void Die(string session) => Deaths.TryAdd(session, world.Now);

    /// <summary>A job's handler takes its bot with it.</summary>
    public void Kill(string session, JobId job)
    {
        world.Tell($"{job} kills {session}");
        _killers.TryAdd(session, (job, world.Journal.LossesOf(job)));
    }

    public (JobId Job, int Losses)? KillerOf(string session) =>
        _killers.TryGetValue(session, out var killer) ? killer : null;
}
