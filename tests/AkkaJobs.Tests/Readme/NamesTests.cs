using System.Text.RegularExpressions;
using AkkaJobs.Configuration;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

/// <summary>What a page names as a setting or a metric is one.</summary>
public sealed partial class NamesTests
{
    /// <summary>Every setting, and what holds some.</summary>
    private static readonly HashSet<string> Keys =
    [
        .. Settings.All.SelectMany(setting => Enumerable.Range(1, setting.Key.Split('.').Length)
            .Select(parts => string.Join('.', setting.Key.Split('.').Take(parts)))),
        "akkajobs.http.tokens", "akkajobs.alerts.webhooks",
    ];

    private static string Docs => Path.Combine(Repository.Root, "docs");

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Docs, "*.md").Select(page => Path.GetFileName(page)).Except(["metrics.md"])];

    [Theory, MemberData(nameof(Pages))]
    public void What_a_page_names_is_there(string page)
    {
        var known = Keys.Concat(Names("metrics.md")).ToHashSet();
        Assert.All(Names(page), name => Assert.True(known.Contains(name), $"{page} names {name}, which is not there."));
    }

    private static IEnumerable<string> Names(string page) =>
        Name().Matches(File.ReadAllText(Path.Combine(Docs, page))).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"`(akkajobs\.[a-z0-9.\-]+)`")]
    private static partial Regex Name();
}
