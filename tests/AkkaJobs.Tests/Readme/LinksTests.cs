using System.Text.RegularExpressions;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

/// <summary>What pages point at is there, and every page is pointed at.</summary>
public sealed partial class LinksTests
{
    private static string Docs => Path.Combine(Repository.Root, "docs");

    public static TheoryData<string> Pages =>
    [
        "README.md", "CHANGELOG.md", "docker/README.md",
        .. Directory.EnumerateFiles(Docs, "*.md").Select(page => $"docs/{Path.GetFileName(page)}"),
    ];

    [Theory, MemberData(nameof(Pages))]
    public void What_a_page_points_at_is_there(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (var link in Links(page).Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (path, heading) = link.Split('#') is [var file, var name] ? (file, name) : (link, null);
            var target = path.Length > 0 ? Path.Combine(folder, path) : Path.Combine(Repository.Root, page);
            Assert.True(Path.Exists(target), $"{page} points at {link}, which is not there.");
            Assert.True(
                heading is null || Headings(target).Contains(heading),
                $"{page} points at {link}, a heading that is not there.");
        }
    }

    [Fact]
    public void Every_page_stands_in_the_index() => Assert.Empty(
        Directory.EnumerateFiles(Docs, "*.md").Select(page => Path.GetFileName(page))
            .Except(Links("docs/README.md")).Except(["README.md"]));

    private static IEnumerable<string> Links(string page) =>
        Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))).Select(link => link.Groups[1].Value);

    /// <summary>Headings as links name them: lower case, hyphens for blanks, and no other signs.</summary>
    private static IEnumerable<string> Headings(string file) => File.ReadLines(file)
        .Where(line => line.StartsWith('#'))
        .Select(line => Other().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Other();
}
