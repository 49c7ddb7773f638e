using System.Collections;
using AkkaJobs.Configuration;

namespace AkkaJobs.Tests.Configuration;

public sealed class ValidationTests
{
    [Fact]
    public void Every_fault_is_named_at_once_with_bound_value_and_origin()
    {
        var fault = Assert.Throws<InvalidOptionsException>(() => SettingSources.Load(
            [],
            new Hashtable { ["AKKAJOBS_BOT__SLOTS"] = "0", ["AKKAJOBS_COORDINATOR__LEASE"] = "soon" },
            [
                new SettingEntry("akkajobs.database", ["postgres:Port=5432;Password=battery-staple"], "--database"),
                new SettingEntry("akkajobs.bot.slot", ["1"], "--slot"),
            ]));
        Assert.Equal(
            [
                "akkajobs.bot.slot is no setting; did you mean akkajobs.bot.slots? hocon/reference.conf lists them "
                + "(--slot).",
                "akkajobs.coordinator.lease must be a duration, as in 500ms, 2s, 10m, 1h or 7d, but is \"soon\" "
                + "(AKKAJOBS_COORDINATOR__LEASE).",
                "akkajobs.database must be postgres:CONNECTION as Npgsql reads it, with a host at least, as in "
                + "postgres:Host=127.0.0.1;Port=5432;Username=jobs;Database=jobs, but is "
                + "\"postgres:Port=5432;Password=***\" (--database).",
                "akkajobs.bot.slots must be between 1 and 1024, but is 0 (AKKAJOBS_BOT__SLOTS).",
            ],
            fault.Errors);
    }

    [Fact]
    public void What_code_sets_is_checked_too()
    {
        var options = new AkkaJobsOptions
        {
            Bot = { Slots = 5000 },
            Coordinator = { Heartbeat = TimeSpan.FromSeconds(2), Lease = TimeSpan.FromSeconds(3) },
        };
        var fault = Assert.Throws<InvalidOptionsException>(options.Validate);
        Assert.Equal(
            [
                "akkajobs.bot.slots must be between 1 and 1024, but is 5000 (set in code).",
                "akkajobs.coordinator.lease must be more than twice akkajobs.coordinator.heartbeat (2s), but is 3s "
                + "(set in code).",
            ],
            fault.Errors);
    }

    [Theory]
    [InlineData("akkajobs.roles", "worker")]
    [InlineData("akkajobs.roles", "bot,bot")]
    [InlineData("akkajobs.roles", "")]
    [InlineData("akkajobs.data", " ")]
    [InlineData("akkajobs.database", "mysql:x")]
    [InlineData("akkajobs.node.host", "not a host")]
    [InlineData("akkajobs.node.host", "0.0.0.0")]
    [InlineData("akkajobs.node.port", "65536")]
    [InlineData("akkajobs.node.port", "1.5")]
    [InlineData("akkajobs.node.bind", "0.0.0.0")]
    [InlineData("akkajobs.node.bind", "127.0.0.1:0")]
    [InlineData("akkajobs.node.bind", "node-1.example:4053")]
    [InlineData("akkajobs.node.seeds", "host")]
    [InlineData("akkajobs.node.seeds", "host:0")]
    [InlineData("akkajobs.coordinator.tick", "3s")]
    [InlineData("akkajobs.coordinator.heartbeat", "-2s")]
    [InlineData("akkajobs.coordinator.heartbeat", "2")]
    [InlineData("akkajobs.coordinator.retry.first", "11m")]
    [InlineData("akkajobs.coordinator.retry.spread", "NaN")]
    [InlineData("akkajobs.coordinator.commit-bytes", "5TiB")]
    [InlineData("akkajobs.operations.strict", "perhaps")]
    [InlineData("akkajobs.operations.data-root", "no/such/folder")]
    [InlineData("akkajobs.http.url", "ftp://127.0.0.1:21")]
    [InlineData("akkajobs.http.url", "http://127.0.0.1:3001/jobs")]
    [InlineData("akkajobs.http.url", "http://jobs.example:3001")]
    [InlineData("akkajobs.management.url", "http://127.0.0.1:3001")]
    [InlineData("akkajobs.http.tokens.king.alice", "a-secret")]
    [InlineData("akkajobs.http.tokens.admin", "a-secret")]
    [InlineData("akkajobs.http.tokens.admin.alice", "two words")]
    [InlineData("akkajobs.alerts.interval", "0s")]
    [InlineData("akkajobs.alerts.repeat", "1ms")]
    [InlineData("akkajobs.alerts.stuck-jobs.count", "-1")]
    [InlineData("akkajobs.alerts.failed-rate.share", "1.1")]
    [InlineData("akkajobs.alerts.failed-rate.least", "0")]
    [InlineData("akkajobs.alerts.webhooks.ops.url", "http://alerts.example/")]
    [InlineData("akkajobs.alerts.webhooks.ops.url", "https://user:word@alerts.example/")]
    [InlineData("akkajobs.alerts.webhooks.ops.url", "ftp://127.0.0.1/")]
    [InlineData("akkajobs.alerts.webhooks.ops.url", "alerts.example")]
    [InlineData("akkajobs.alerts.webhooks.ops.secret", "too-short")]
    [InlineData("akkajobs.alerts.webhooks.ops.secret", "many words that are no secret")]
    [InlineData("akkajobs.alerts.webhooks.ops.insecure", "perhaps")]
    [InlineData("akkajobs.alerts.webhooks.ops.address", "https://alerts.example")]
    [InlineData("akkajobs.alerts.webhooks.ops", "https://alerts.example")]
    public void A_value_out_of_bounds_is_refused_under_its_key(string key, string value)
    {
        var fault = Assert.Throws<InvalidOptionsException>(
            () => LoadedSettings.Load([], [[new(key, [value], "here")]]));
        Assert.Contains(fault.Errors, error =>
            error.StartsWith($"{key} must ", StringComparison.Ordinal)
            && error.EndsWith("(here).", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_tokens_with_one_secret_are_refused_and_the_secret_is_not_told()
    {
        var options = new AkkaJobsOptions
        {
            Http = { Tokens = [new("admin", "alice", "one-secret"), new("client", "bob", "one-secret")] },
        };
        var fault = Assert.Throws<InvalidOptionsException>(options.Validate);
        Assert.Equal(
            "akkajobs.http.tokens.client.bob must differ from every other token, but has the secret of "
            + "akkajobs.http.tokens.admin.alice (set in code).",
            fault.Message);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2_000)]
    [InlineData("0.5 s", 500)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    public void Durations_are_read(string text, long milliseconds) =>
        Assert.Equal((TimeSpan.FromMilliseconds(milliseconds), true), Texts.Duration.Parse(text));

    [Theory]
    [InlineData("1048576", 1 << 20)]
    [InlineData("4MiB", 4 << 20)]
    [InlineData("512 KiB", 512 << 10)]
    [InlineData("1MB", 1_000_000)]
    public void Sizes_are_read(string text, long bytes) => Assert.Equal((bytes, true), Texts.Bytes.Parse(text));
}
