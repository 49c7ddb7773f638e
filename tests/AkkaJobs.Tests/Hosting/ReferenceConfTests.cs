using System.Reflection;
using AkkaJobs.Configuration;
using AkkaJobs.Coordinator;

namespace AkkaJobs.Tests.Hosting;

public sealed class ReferenceConfTests
{
    private static readonly IReadOnlyList<SettingEntry> Reference =
        HoconSettings.Read(EmbeddedHocon.Reference, "reference.conf").Entries;

    [Fact]
    public void It_holds_every_setting_and_no_other() => Assert.Equal(
        Settings.All.Select(setting => setting.Key).Order(StringComparer.Ordinal),
        Reference.Select(entry => entry.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Its_values_are_the_defaults_of_the_code()
    {
        // Every value of the code is moved away first, so that only what the file says can bring it back.
        var options = new AkkaJobsOptions();
        foreach (var leaf in Leaves(options))
            leaf.Change();
        foreach (var setting in Settings.All)
            Assert.Null(setting.Read(options, Reference.Single(entry => entry.Key == setting.Key).Items));

        var defaults = new AkkaJobsOptions();
        Assert.All(Settings.All, setting => Assert.Equal(setting.Show(defaults), setting.Show(options)));
    }

    [Fact]
    public void Every_option_has_a_key() => Assert.All(
        Leaves(new AkkaJobsOptions()).Select(leaf => leaf.Name).Except(["Http.Tokens", "Alerts.Webhooks"]),
        name =>
        {
            var changed = new AkkaJobsOptions();
            Leaves(changed).Single(leaf => leaf.Name == name).Change();
            var defaults = new AkkaJobsOptions();
            var moved = Settings.All.Where(setting => setting.Show(changed) != setting.Show(defaults)).ToList();
            Assert.True(moved.Count == 1, $"{name} must have one key, but {moved.Count} keys show its change.");
        });

    [Fact]
    public void The_defaults_are_in_their_bounds() => new AkkaJobsOptions().Validate();

    [Fact]
    public void The_defaults_of_the_rules_are_those_of_the_options()
    {
        var options = new AkkaJobsOptions();
        var expected = new CoordinatorSettings { Node = "node-1" };
        var made = options.Coordinator.ToSettings("node-1", options);
        Assert.Equal(expected with { Rules = made.Rules }, made);
        Assert.Equal(
            expected.Rules with { KnownOperations = made.Rules.KnownOperations }, made.Rules);
        Assert.Empty(made.Rules.KnownOperations);
    }

    [Fact]
    public void A_frame_holds_what_travels_in_it()
    {
        var frame = EmbeddedHocon.Node.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size");
        Assert.Equal(4 << 20, frame);
        Assert.True(frame > 2 * new CoordinatorOptions().NoticeBytes);
    }

    private static IEnumerable<Leaf> Leaves(object group, string prefix = "")
    {
        foreach (var property in group.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(group)!;
            if (property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                foreach (var leaf in Leaves(value, $"{prefix}{property.Name}."))
                    yield return leaf;
            }
            else if (value is RetryPolicy retry)
            {
                // Immutable, and so put back whole.
                foreach (var part in Leaves(retry, $"{prefix}{property.Name}."))
                    yield return part;
            }
            else
            {
                yield return new Leaf(prefix + property.Name, group, property);
            }
        }
    }

    private sealed record Leaf(string Name, object Group, PropertyInfo Property)
    {
        public void Change() => Property.SetValue(Group, Property.GetValue(Group) switch
        {
            string text => text + "x",
            bool on => !on,
            int number => number + 1,
            long number => number + 1,
            double number => number + 0.125,
            TimeSpan time => time + TimeSpan.FromTicks(1),
            IReadOnlyList<string> items => (string[])[.. items, "x"],
            IReadOnlyList<TokenOptions> tokens => (TokenOptions[])[.. tokens, new TokenOptions("admin", "x", "y")],
            IReadOnlyList<WebhookOptions> hooks => (WebhookOptions[])[.. hooks, new WebhookOptions("x", "y", "z")],
            var other => throw new NotSupportedException($"{Name} is {other?.GetType()}."),
        });
    }
}
