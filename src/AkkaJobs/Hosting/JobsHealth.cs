using Akka.Actor;
using Akka.Cluster;
using AkkaJobs.Alerts;
using AkkaJobs.Client;
using AkkaJobs.Protocol;
using AkkaJobs.Retention;
using AkkaJobs.Storage;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaJobs.Hosting;

/// <summary>The checks of <c>/health/ready</c>, each a question really asked.</summary>
internal static class JobsHealth
{
    /// <summary>The tag of these checks: ready to take work, not merely alive.</summary>
    public const string Ready = "ready";

    /// <summary>A coordinator that takes longer to answer is as good as away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Tables further behind than this are called degraded.</summary>
    private static readonly TimeSpan LongLag = TimeSpan.FromSeconds(30);

    /// <param name="services">Of the host.</param>
    /// <param name="hasDatabase">Whether this node has one to ask, and watches for alerts; a bot does not.</param>
    public static void AddJobsHealth(this IServiceCollection services, bool hasDatabase)
    {
        var checks = services.AddHealthChecks()
            .Add(Check("coordinator", CoordinatorAsync))
            .Add(Check("cluster", ClusterAsync))
            .Add(Check("stuck-jobs", StuckJobsAsync));
        if (hasDatabase)
        {
            checks
                .Add(Check("journal", JournalAsync))
                .Add(Check("tables", TablesAsync))
                .Add(Check("retention", Retention))
                .Add(Check("alerts", Alerts));
        }
    }

    private static HealthCheckRegistration Check(
        string name, Func<IServiceProvider, CancellationToken, Task<HealthCheckResult>> ask) =>
        new(name, services => new Question(services, ask), HealthStatus.Unhealthy, [Ready], TimeSpan.FromSeconds(5));

    private static async Task<HealthCheckResult> JournalAsync(IServiceProvider services, CancellationToken cancel)
    {
        using var db = services.GetRequiredService<JobsStore>().Journal.Query();
        var rows = await db.GetTable<JournalRow>().MaxAsync(row => (long?)row.SequenceNumber, cancel)
            .ConfigureAwait(false);
        return HealthCheckResult.Healthy($"{rows ?? 0} rows");
    }

    private static async Task<HealthCheckResult> CoordinatorAsync(
        IServiceProvider services, CancellationToken cancel) =>
        await StatsAsync(services, cancel).ConfigureAwait(false) is { } stats
            ? HealthCheckResult.Healthy($"epoch {stats.Epoch} on {stats.Node}")
            : HealthCheckResult.Unhealthy("The coordinator does not answer.");

    private static async Task<HealthCheckResult> TablesAsync(IServiceProvider services, CancellationToken cancel)
    {
        var stats = await StatsAsync(services, cancel).ConfigureAwait(false);
        foreach (var follower in stats?.Followers ?? [])
        {
            if (follower.Error is { } error)
            {
                return HealthCheckResult.Unhealthy($"{follower.Name} has stopped: {error}");
            }

            if (follower.LagMs > LongLag.TotalMilliseconds)
            {
                return HealthCheckResult.Degraded($"{follower.Name} is {follower.LagMs} ms behind");
            }
        }

        return stats is null
            ? HealthCheckResult.Degraded("The coordinator does not answer.")
            : HealthCheckResult.Healthy();
    }

    /// <summary>
    /// Degraded, not unhealthy: the verdict is on its way, and taking the node away from its callers would not hasten
    /// it.
    /// </summary>
    private static async Task<HealthCheckResult> StuckJobsAsync(IServiceProvider services, CancellationToken cancel)
    {
        var stuck = await services.GetRequiredService<CoordinatorEdge>()
            .AskWithinAsync<StuckListed>(new ListStuck(0, 1), Patience, cancel).ConfigureAwait(false);
        return stuck switch
        {
            null => HealthCheckResult.Degraded("The coordinator does not answer."),
            { Jobs: [var first, ..] } => HealthCheckResult.Degraded(
                $"Thought stuck: {first.Job.Id}. {first.Summary} pbm jobs stuck lists all."),
            _ => HealthCheckResult.Healthy(),
        };
    }

    private static Task<HealthCheckResult> Retention(IServiceProvider services, CancellationToken cancel) =>
        Task.FromResult(services.GetRequiredService<RetentionStatus>().HeldBack is { } reason
            ? HealthCheckResult.Degraded($"held back: {reason}")
            : HealthCheckResult.Healthy());

    /// <summary>Degraded, not unhealthy: no node need be started anew because a job fails.</summary>
    private static Task<HealthCheckResult> Alerts(IServiceProvider services, CancellationToken cancel)
    {
        var raised = services.GetRequiredService<AlertStatus>().Raised
            .Select(notice => $"{notice.Alert.Word()} since {notice.Since}: {notice.Detail}").ToArray();
        return Task.FromResult(raised.Length > 0
            ? HealthCheckResult.Degraded(string.Join(' ', raised))
            : HealthCheckResult.Healthy());
    }

    private static Task<HealthCheckResult> ClusterAsync(IServiceProvider services, CancellationToken cancel)
    {
        var status = Cluster.Get(services.GetRequiredService<ActorSystem>()).SelfMember.Status;
        return Task.FromResult(status == MemberStatus.Up
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"This node is {status}."));
    }

    private static Task<StatsRead?> StatsAsync(IServiceProvider services, CancellationToken cancel) =>
        services.GetRequiredService<CoordinatorEdge>().AskWithinAsync<StatsRead>(ReadStats.Instance, Patience, cancel);

    private sealed class Question(
        IServiceProvider services, Func<IServiceProvider, CancellationToken, Task<HealthCheckResult>> ask)
        : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default) =>
            ask(services, cancellationToken);
    }
}
