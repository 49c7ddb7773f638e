using System.Text.RegularExpressions;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

/// <summary>
/// Every block of a page that says its language, and what runs it: a class of tests, or a script of <c>.ci</c>. A block
/// that stands here without being run by it is caught by nothing but whoever reads this.
/// </summary>
public sealed partial class SnippetsTests
{
    /// <summary>Code of another system, which we cannot run: what replaces it is run.</summary>
    private const string NotOurs = "not ours";

    private const string Containers = ".ci/containers";

    /// <summary>In the order of the page: its path, a heading, the languages of blocks there, who runs them.</summary>
    private static readonly (string Page, string Heading, string Languages, string By)[] All =
    [
        ("README.md", "AkkaJobs", "csharp", "ReadmeTests"),
        ("README.md", "Try it", "sh sh sh", "TryItTests"),
        ("README.md", "Try it", "text", "SessionDocumentTests"),
        ("README.md", "Three nodes", "sh", "ThreeNodesTests"),

        ("docker/README.md", "Start", "sh", Containers),
        ("docker/README.md", "Use", "sh", Containers),
        ("docker/README.md", "When one dies", "sh", Containers),
        ("docker/README.md", "More bots", "sh", Containers),
        ("docker/README.md", "A second coordinator", "sh sh", Containers),
        ("docker/README.md", "Keep a copy", "sh sh sh", Containers),
        ("docker/README.md", "Stop", "sh", Containers),

        ("docs/alerts.md", "Webhooks", "hocon json", "WebhookTests"),
        ("docs/alerts.md", "Is it from us?", "csharp", "WebhookTests"),

        ("docs/audit.md", "Audit", "sh", "AuditTests"),
        ("docs/audit.md", "What a repair does, and what it never does", "sh", "AuditTests"),

        ("docs/backup.md", "SQLite", "sh sh sh", "BackupTests"),
        ("docs/backup.md", "PostgreSQL", "sh sh sh", "BackupTests"),
        ("docs/backup.md", "What a restored backup means", "sh", "BackupTests"),

        ("docs/client.md", "A client over HTTP", "csharp csharp", "ClientDocumentTests"),
        ("docs/client.md", "What is repeated", "csharp", "ClientDocumentTests"),

        ("docs/cluster.md", "Where a node listens, and where it is reached", "sh", "TlsTests"),

        ("docs/datalake.md", "Datalake", "json", "DuckDbSpec"),
        ("docs/datalake.md", "Read it", "sql sql", "DuckDbSpec"),

        ("docs/drill.md", "Holding one", "sh", "FaultDrillTests"),

        ("docs/erase.md", "Have it gone sooner", "hocon sh sh sh", "EraseTests"),
        ("docs/erase.md", "Out of the files", "sh", "EraseTests"),
        ("docs/erase.md", "Out of the datalake", "sh", "EraseTests"),

        ("docs/events.md", "Events", "sh", "TryItTests"),

        ("docs/explain.md", "Why is this job not running?", "json", "ExplainOverHttp"),

        ("docs/guarantees.md", "What may happen twice", "sql", "ExplanationTests"),

        ("docs/library.md", "The packages", "sh", "PackedFolder"),
        ("docs/library.md", "A worker service", "sh csharp sh", "PackagesTests"),
        ("docs/library.md", "An ASP.NET Core application", "sh csharp sh sh", "PackagesTests"),
        ("docs/library.md", "An actor system that is there already", "sh csharp sh", "PackagesTests"),
        ("docs/library.md", "Several nodes", "csharp", "LibraryDocumentTests"),

        ("docs/metrics.md", "Metrics", "yaml", "MetricsTests"),

        ("docs/migrate.md", "From Hangfire", "csharp", NotOurs),
        ("docs/migrate.md", "From Hangfire", "csharp", "PackagesTests"),
        ("docs/migrate.md", "From a table of jobs", "sql sh sh sh sh", "MigrateTests"),

        ("docs/pbm.md", "pbm, the operator's hand", "sh bash", "PbmTests"),
        ("docs/pbm.md", "A palette of your own", "csharp", "Palettes"),

        ("docs/postgresql.md", "PostgreSQL", "sh", "PostgresTests"),
        ("docs/postgresql.md", "A role that owns, a role that runs", "sql sql", "PostgresRolesTests"),

        ("docs/scale.md", "Bots of their own", "sh sh", "ScaleTests"),
        ("docs/scale.md", "Hand over many at once", "sh", "ScaleTests"),
        ("docs/scale.md", "When it is too much", "sh", "ScaleTests"),

        ("docs/session.md", "A stuck job, from its beginning to its end", "text", "SessionTests"),

        ("docs/testing.md", "Test your handlers", "csharp", "TestingDocumentTests"),

        ("docs/tls.md", "Certificates", "sh", "TlsTests"),

        ("docs/tutorial.md", "A handler", "sh csharp sh sh", "TutorialTests"),
        ("docs/tutorial.md", "A job", "sh text sh text", "TutorialTests"),
        ("docs/tutorial.md", "One that fails, and one that takes too long", "sh text", "TutorialTests"),
        ("docs/tutorial.md", "kill -9", "sh sh text", "TutorialTests"),
        ("docs/tutorial.md", "A second baker", "sh sh text", "TutorialTests"),

        ("docs/upgrade.md", "Before", "sh", "UpgradeTests"),
        ("docs/upgrade.md", "One after another", "sh", "UpgradeTests"),
        ("docs/upgrade.md", "Two versions in one cluster", "sh sh", "UpgradeTests"),

        ("hocon/README.md", "Settings", "hocon", "SourcesTests"),

        ("tests/AkkaJobs.Tests/Released/README.md", "Databases of a release", "sh", "FirstFormatSpec"),
    ];

    public static TheoryData<string> Pages => [.. Paths];

    public static TheoryData<string> Classes =>
        [.. All.Select(row => row.By).Where(by => by is not (NotOurs or Containers)).Distinct()];

    [Theory, MemberData(nameof(Pages))]
    public void Each_block_of_a_page_is_run_and_nothing_else_is_said_to_be(string page) => Assert.Equal(
        All.Where(row => row.Page == page)
            .SelectMany(row => row.Languages.Split(' ').Select(language => (row.Heading, language))),
        Page.At(page).Blocks.Where(block => block.Language.Length > 0)
            .Select(block => (block.Heading, block.Language)));

    [Fact]
    public void Each_page_that_has_a_row_is_there() => Assert.Empty(
        All.Select(row => row.Page).Except(Paths));

    [Theory, MemberData(nameof(Classes))]
    public void A_class_that_runs_blocks_reads_their_pages(string name)
    {
        var files = Repository.Sources("tests").Select(File.ReadAllText)
            .Where(text => Regex.IsMatch(text, $@"\bclass {name}\b")).ToList();
        Assert.True(files.Count > 0, $"No file in tests has a class {name}.");
        Assert.All(
            All.Where(row => row.By == name),
            row => Assert.True(
                files.Exists(text => text.Contains(Path.GetFileName(row.Page), StringComparison.Ordinal)),
                $"{name} does not name {row.Page}."));
    }

    [Fact]
    public void The_trial_of_containers_runs_the_blocks_of_its_page()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, Containers));
        Assert.Equal(
            All.Where(row => row.By == Containers)
                .SelectMany(row => row.Languages.Split(' ').Select((_, i) => $"{row.Heading} {i + 1}")).Order(),
            RunBlock().Matches(script)
                .Select(run => $"{run.Groups[1].Value}{run.Groups[2].Value} {run.Groups[3].Value}").Distinct().Order());
    }

    /// <summary>Every page that there is, wherever.</summary>
    private static IEnumerable<string> Paths => new[] { "docker", "docs", "hocon", "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Prepend("CHANGELOG.md").Prepend("README.md");

    [GeneratedRegex(@"run_block (?:'([^']+)'|(\w+)) (\d)")]
    private static partial Regex RunBlock();
}
