using System.Collections;
using AkkaJobs.Configuration;

namespace AkkaJobs.Tests.Configuration;

public sealed class WebhookSettingsTests
{
    private const string Hidden = "https://alerts.example:8443/hidden-path?key=hidden-query";
    private const string Secret = "hidden-secret-of-ours";

    [Fact]
    public void Files_name_them_as_they_like_and_the_environment_wins()
    {
        var file = HoconSettings.Read(
            $$"""
            akkajobs.alerts.webhooks {
              ops { url = "{{Hidden}}", secret = "{{Secret}}" }
              "on.call" { url = "http://10.0.0.7/", secret = "{{Secret}}", insecure = on }
              7 { url = "http://127.0.0.1:8080/", secret = "{{Secret}}" }
            }
            """,
            "file").Entries;
        var environment = EnvironmentSettings.Read(new Hashtable
        {
            ["AKKAJOBS_ALERTS__WEBHOOKS__OPS__SECRET"] = "another-secret-of-ours",
            ["AKKAJOBS_ALERTS__WEBHOOKS__ON_DUTY__URL"] = "https://duty.example",
            ["AKKAJOBS_ALERTS__WEBHOOKS__ON_DUTY__SECRET"] = Secret,
        });

        Assert.Equal(
            [
                new("7", "http://127.0.0.1:8080/", Secret),
                new("on-duty", "https://duty.example", Secret),
                new("on.call", "http://10.0.0.7/", Secret, true),
                new("ops", Hidden, "another-secret-of-ours"),
            ],
            LoadedSettings.Load([], [file, environment]).Options.Alerts.Webhooks
                .OrderBy(webhook => webhook.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void No_more_than_the_host_is_shown()
    {
        var loaded = LoadedSettings.Load(
            [],
            [[
                new("akkajobs.alerts.webhooks.on.call.url", [Hidden], "here"),
                new("akkajobs.alerts.webhooks.on.call.secret", [Secret], "there"),
            ]]);
        var printed = string.Join('\n', loaded.Print());

        Assert.Contains(
            "akkajobs.alerts.webhooks.\"on.call\".url = \"https://alerts.example:8443/***\"", printed,
            StringComparison.Ordinal);
        Assert.Contains("akkajobs.alerts.webhooks.\"on.call\".secret = \"***\"", printed, StringComparison.Ordinal);
        Assert.Contains("akkajobs.alerts.webhooks.\"on.call\".insecure = off", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", $"{loaded.Options.Alerts.Webhooks[0]}", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_said_without_it()
    {
        var fault = Assert.Throws<InvalidOptionsException>(() => LoadedSettings.Load(
            [],
            [[
                new("akkajobs.alerts.webhooks.a.url", ["http://alerts.example/hidden"], "here"),
                new("akkajobs.alerts.webhooks.a.secret", ["hidden"], "here"),
                new("akkajobs.alerts.webhooks.b.url", ["https://hidden@alerts.example"], "here"),
            ]]));

        Assert.Equal(
            [
                "akkajobs.alerts.webhooks.a.url must be https://HOST/…, or http://… to this machine, without a user, "
                + "but is http://… to another (insecure = on lets it pass: whoever is on the way can read it) (its "
                + "value is not shown) (here).",
                "akkajobs.alerts.webhooks.a.secret must be 16 to 1024 visible ASCII characters, but is not (its value "
                + "is not shown) (here).",
                "akkajobs.alerts.webhooks.b.url must be https://HOST/…, or http://… to this machine, without a user, "
                + "but is not (its value is not shown) (here).",
                "akkajobs.alerts.webhooks.b.secret must be 16 to 1024 visible ASCII characters, but is not (its value "
                + "is not shown) (default).",
            ],
            fault.Errors);
    }

    [Fact]
    public void There_are_not_too_many_and_each_has_a_name_of_its_own()
    {
        var options = new AkkaJobsOptions();
        options.Alerts.Webhooks =
            [.. Enumerable.Range(0, 16).Select(i => new WebhookOptions($"w-{i}", Hidden, Secret))];
        options.Validate();

        options.Alerts.Webhooks = [.. options.Alerts.Webhooks, new WebhookOptions("w-3", Hidden, Secret)];
        var fault = Assert.Throws<InvalidOptionsException>(options.Validate);
        Assert.Equal(
            [
                "akkajobs.alerts.webhooks must be at most 16, but are 17 (set in code).",
                "akkajobs.alerts.webhooks.w-3.url must be of one webhook only, but the name is there twice "
                + "(set in code).",
            ],
            fault.Errors);
    }
}
