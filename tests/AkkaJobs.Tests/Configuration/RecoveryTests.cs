namespace AkkaJobs.Tests.Configuration;

public sealed class RecoveryTests
{
    private readonly AkkaJobsOptions _options = new() { Database = "postgres:Host=127.0.0.1;Database=jobs" };

    [Fact]
    public void The_defaults_are_those_of_the_contract()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), _options.Plan.Heartbeat);
        Assert.Equal(TimeSpan.FromSeconds(6), _options.Plan.Lease);
        Assert.Equal(TimeSpan.FromSeconds(3), _options.Plan.StableAfter);
        Assert.Equal(TimeSpan.FromSeconds(5), _options.Plan.DatabaseLease);
        _options.Validate();
    }

    [Fact]
    public void Times_follow_from_the_bound()
    {
        _options.Recovery.Bot = TimeSpan.FromSeconds(5);
        _options.Recovery.Coordinator = TimeSpan.FromSeconds(30);

        Assert.Equal(TimeSpan.FromSeconds(1), _options.Plan.Heartbeat);
        Assert.Equal(TimeSpan.FromSeconds(3), _options.Plan.Lease);
        Assert.Equal(TimeSpan.FromSeconds(6), _options.Plan.Pause);
        Assert.Equal(TimeSpan.FromSeconds(6), _options.Plan.StableAfter);
        Assert.Equal(TimeSpan.FromSeconds(10), _options.Plan.DatabaseLease);
        _options.Validate();
    }

    [Fact]
    public void A_lease_that_cannot_meet_the_bound_is_refused_with_the_arithmetic()
    {
        _options.Coordinator.Lease = TimeSpan.FromSeconds(12);
        _options.Coordinator.Heartbeat = TimeSpan.FromSeconds(2);

        Refused(
            "akkajobs.recovery.bot must be at least 13200ms = lease 12s + twice the tick of 100ms + 1s to place a job, "
            + "but is 10s (set in code).");
    }

    [Fact]
    public void A_bound_that_no_cluster_can_meet_is_refused_with_the_arithmetic()
    {
        _options.Recovery.Coordinator = TimeSpan.FromSeconds(10);

        Refused(
            "akkajobs.recovery.coordinator must be at least 12266ms = detection 3166ms (pause 2s, twice the nodes' "
            + "heartbeat of 333ms, 500ms to tell) + decision 3s (stable for 2s, a look every 500ms, 500ms to tell; the "
            + "database lease of 3333ms runs out meanwhile) + 1s to take that lease + 3s to start + heartbeat 2s + "
            + "tick 100ms, but is 10s (set in code).");
    }

    [Fact]
    public void What_is_said_to_Akka_itself_is_counted()
    {
        _options.Akka = Akka.Configuration.ConfigurationFactory.ParseString(
            "akka.cluster.failure-detector.acceptable-heartbeat-pause = 12s").WithFallback(_options.Akka);

        Assert.Contains("pause 12s", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_shares_no_database_is_held_to_the_bound_for_bots_only()
    {
        _options.Database = "sqlite:";
        _options.Recovery.Coordinator = TimeSpan.FromSeconds(5);

        _options.Validate();
    }

    private void Refused(string sentence) => Assert.Equal(sentence, Refusal());

    private string Refusal() => Assert.Single(Assert.Throws<InvalidOptionsException>(_options.Validate).Errors);
}
