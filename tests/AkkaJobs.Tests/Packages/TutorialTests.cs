using System.Text.RegularExpressions;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Tidy;
using static System.FormattableString;

namespace AkkaJobs.Tests.Packages;

/// <summary>docs/tutorial.md, followed in an empty folder from its first block to its last.</summary>
[Collection(PackedFolder.Shared)]
public sealed partial class TutorialTests(PackedFolder packed) : IAsyncLifetime
{
    /// <summary>The ports that the page names.</summary>
    private static readonly string[] Named = ["5080", "5081", "4053"];

    /// <summary>Looks at what may be a moment behind, each of which takes its time.</summary>
    private const int MostLooks = 50;

    private readonly string _folder = packed.EmptyFolder();
    private readonly IReadOnlyList<string> _free = FreePorts.Take(Named.Length);
    private readonly Stack<Typed> _terminals = new();
    private string _exports = "";
    private string _line = "";
    private int _shown;

    private string Project => Path.Combine(_folder, "bakery");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        while (_terminals.TryPop(out var terminal))
        {
            await terminal.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_a_reader_types_is_answered_as_the_page_shows()
    {
        var said = "";
        var steps = Page.Of("tutorial.md").Blocks.Select(block => (block.Language, Text: Here(block.Text))).ToList();
        foreach (var ((language, text), next) in steps.Zip(steps.Skip(1).Append(("", ""))))
        {
            switch (language)
            {
                case "csharp":
                    await File.WriteAllTextAsync(Path.Combine(Project, "Program.cs"), text);
                    break;
                case "text":
                    new Shown(text).AssertIs(said);
                    _shown++;
                    break;
                default:
                    said = await TypeAsync(text, next is ("text", var shown) ? new Shown(shown) : null);
                    break;
            }
        }

        Assert.InRange(_shown, 5, 20);
    }

    [Fact]
    public void The_defaults_that_the_page_names_are_those_in_force()
    {
        var options = new AkkaJobsOptions();
        string[] stated =
        [
            Invariant($"{options.Bot.Slots} at once"),
            Invariant($"about {new RetryPolicy().First.TotalSeconds} s, "),
            Invariant($"up to {Limits.DefaultMaxAttempts} unless"),
            Invariant($"{Limits.DefaultTimeout.TotalMinutes} min unless"),
            Invariant($"given up {options.Coordinator.CancelGrace.TotalSeconds} s later"),
        ];
        var page = string.Join(' ', File.ReadLines(Path.Combine(Repository.Root, "docs", "tutorial.md")));
        Assert.All(stated, words => Assert.Contains(words, page, StringComparison.Ordinal));
    }

    /// <summary>
    /// Types a block in a terminal that knows what was exported before; and after the kill, the node's line again.
    /// </summary>
    private async Task<string> TypeAsync(string block, Shown? shown)
    {
        if (Running().IsMatch(block))
        {
            await StartAsync(_line = block);
            return "";
        }

        var isFirst = !Directory.Exists(Project);
        var said = await Typed.RunAsync(isFirst ? _folder : Project, _exports + block);
        for (var looks = 0; Looking().IsMatch(block) && shown?.Is(said) == false && looks < MostLooks; looks++)
        {
            said = await Typed.RunAsync(Project, _exports + block);
        }

        _exports += string.Concat(Export().Matches(block).Select(line => $"{line.Value}\n"));
        if (block.Contains("kill -9", StringComparison.Ordinal))
        {
            await StartAsync(_line);
        }

        return said;
    }

    /// <summary>Starts what stays in a terminal of its own, until it is ready.</summary>
    private async Task StartAsync(string line)
    {
        var url = Running().Match(line).Groups[1].Value;
        var terminal = Typed.Start(Project, line);
        _terminals.Push(terminal);
        await terminal.SaysAsync("Now listening on");
        await Typed.RunAsync(Project, $"curl -fsS --retry 100 --retry-all-errors --retry-delay 1 {url}/health/ready");
    }

    private string Here(string text) => Named.Zip(_free).Aggregate(
        text, (all, port) => all.Replace(port.Item1, port.Item2, StringComparison.Ordinal));

    /// <summary>A line whose program stays, and where it listens.</summary>
    [GeneratedRegex(@"^dotnet run .*--urls (\S+)")]
    private static partial Regex Running();

    /// <summary>What only looks, and may be typed again.</summary>
    [GeneratedRegex("^sqlite3 ")]
    private static partial Regex Looking();

    [GeneratedRegex("^export .*$", RegexOptions.Multiline)]
    private static partial Regex Export();
}
