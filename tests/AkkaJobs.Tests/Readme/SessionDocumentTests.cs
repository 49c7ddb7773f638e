using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

public sealed class SessionDocumentTests
{
    private const string Fence = "```";

    /// <summary>The session itself is typed by a test and compared with docs/session.md.</summary>
    [Fact]
    public void The_README_shows_the_first_lines_of_the_session_that_is_typed()
    {
        var shown = Session("README.md");

        Assert.InRange(shown.Count, 5, 20);
        Assert.Equal(Session("docs", "session.md").Take(shown.Count), shown);
    }

    private static List<string> Session(params string[] path) =>
    [
        .. File.ReadLines(Path.Combine([Repository.Root, .. path]))
            .SkipWhile(line => !line.Contains("pbm> ", StringComparison.Ordinal))
            .TakeWhile(line => line != Fence),
    ];
}
