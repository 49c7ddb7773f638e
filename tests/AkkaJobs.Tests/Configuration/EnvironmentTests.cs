using System.Collections;
using AkkaJobs.Configuration;

namespace AkkaJobs.Tests.Configuration;

public sealed class EnvironmentTests
{
    [Fact]
    public void A_dot_is_two_underscores_and_a_hyphen_is_one() => Assert.Equal(
        TimeSpan.FromSeconds(7),
        Load(new() { ["AKKAJOBS_COORDINATOR__CANCEL_GRACE"] = "7s" }).Coordinator.CancelGrace);

    [Fact]
    public void Items_of_a_list_are_numbered_and_go_by_their_number()
    {
        var environment = new Hashtable();
        for (var i = 11; i >= 0; i--)
            environment[$"AKKAJOBS_BOT__OPERATIONS__{i}"] = $"op-{i}";
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"op-{i}"), Load(environment).Bot.Operations);
    }

    [Fact]
    public void A_list_may_be_one_text_with_commas() =>
        Assert.Equal(["coordinator", "http"], Load(new() { ["AKKAJOBS_ROLES"] = "coordinator, http" }).Roles);

    [Fact]
    public void Tokens_are_let_in_by_role_and_name()
    {
        var tokens = Load(new()
        {
            ["AKKAJOBS_HTTP__TOKENS__ADMIN__ALICE"] = "a-secret",
            ["AKKAJOBS_HTTP__TOKENS__BOT__BOT_2"] = "b-secret",
            ["AKKAJOBS_HTTP__TOKENS__CLIENT__7"] = "c-secret",
        }).Http.Tokens;
        Assert.Equal(
            [new("admin", "alice", "a-secret"), new("bot", "bot-2", "b-secret"), new("client", "7", "c-secret")],
            tokens.OrderBy(token => token.Role));
    }

    [Fact]
    public void Names_of_tests_and_empty_variables_say_nothing()
    {
        var entries = EnvironmentSettings.Read(new Hashtable
        {
            ["AKKAJOBS_TEST_POSTGRES"] = "Host=127.0.0.1",
            ["AKKAJOBS_TEST_REQUIRE"] = "postgres",
            ["AKKAJOBS_CONFIG"] = "node.conf",
            ["AKKAJOBS_BOT__NAME"] = "",
            ["PATH"] = "/bin",
        });
        Assert.Empty(entries);
    }

    [Fact]
    public void An_unknown_variable_is_an_error()
    {
        var fault = Assert.Throws<InvalidOptionsException>(() => Load(new() { ["AKKAJOBS_BOT_SLOTS"] = "4" }));
        Assert.Equal(
            "akkajobs.bot-slots is no setting; did you mean akkajobs.bot.slots? hocon/reference.conf lists them "
            + "(AKKAJOBS_BOT_SLOTS).",
            fault.Message);
    }

    private static AkkaJobsOptions Load(Hashtable environment) => SettingSources.Load([], environment, []).Options;
}
