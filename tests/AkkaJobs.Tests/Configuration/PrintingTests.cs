using System.Collections;
using AkkaJobs.Configuration;

namespace AkkaJobs.Tests.Configuration;

public sealed class PrintingTests
{
    private static readonly LoadedSettings Loaded = SettingSources.Load(
        [],
        new Hashtable
        {
            ["AKKAJOBS_HTTP__TOKENS__ADMIN__ALICE"] = "correct-horse",
            ["AKKAJOBS_BOT__OPERATIONS"] = "sum,divide",
            ["AKKAJOBS_REMOTE__INSECURE"] = "on",
            ["AKKAJOBS_REMOTE__TLS__PASSWORD"] = "open-sesame",
            ["AKKAJOBS_REMOTE__TLS__CERTIFICATE"] = typeof(PrintingTests).Assembly.Location,
            ["AKKAJOBS_REMOTE__TLS__AUTHORITY"] = typeof(PrintingTests).Assembly.Location,
        },
        [
            new SettingEntry("akkajobs.bot.slots", ["16"], "--slots"),
            new SettingEntry("akkajobs.http.tokens.client.bob@example.org", ["battery-staple"], "node.conf"),
        ]);

    [Fact]
    public void Each_line_says_key_value_and_origin()
    {
        var lines = Loaded.Print().ToList();
        Assert.Contains(lines, line => Words(line) == "akkajobs.bot.slots = 16 # --slots");
        Assert.Contains(lines, line => Words(line) == "akkajobs.remote.insecure = on # AKKAJOBS_REMOTE__INSECURE");
        Assert.Contains(lines, line => Words(line) == "akkajobs.coordinator.lease = 0ms # default: 6s");
        Assert.Contains(
            lines, line => Words(line) == "akkajobs.bot.operations = [\"sum\", \"divide\"] # AKKAJOBS_BOT__OPERATIONS");
    }

    [Fact]
    public void Secrets_are_masked()
    {
        var all = string.Join('\n', Loaded.Print());
        Assert.DoesNotContain("correct-horse", all, StringComparison.Ordinal);
        Assert.DoesNotContain("battery-staple", all, StringComparison.Ordinal);
        Assert.DoesNotContain("open-sesame", all, StringComparison.Ordinal);
        Assert.Contains("akkajobs.remote.tls.password = \"***\"", all, StringComparison.Ordinal);
        Assert.Contains("akkajobs.http.tokens.admin.alice = \"***\"", all, StringComparison.Ordinal);
        Assert.Contains("akkajobs.http.tokens.client.\"bob@example.org\" = \"***\"", all, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_can_be_read_back()
    {
        var lines = Loaded.Print().Where(line => !line.Contains("tokens", StringComparison.Ordinal));
        var entries = HoconSettings.Read(string.Join('\n', lines), "printed").Entries;
        var again = LoadedSettings.Load([], [entries]);
        Assert.All(Settings.All, setting => Assert.Equal(setting.Show(Loaded.Options), setting.Show(again.Options)));
    }

    private static string Words(string line) =>
        string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
