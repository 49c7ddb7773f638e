using System.Globalization;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Cluster.Tests;

/// <summary>The operator's tool beside one node, as it is typed there.</summary>
public sealed class PbmTests(PbmTests.OneNode one) : IClassFixture<PbmTests.OneNode>
{
    private readonly TempFolder _folder = one.Folder;
    private readonly NodeProcess _node = one.Node;

    private string Node => _node.Management.Authority;

    [Fact]
    public async Task A_token_is_found_beside_the_node_and_never_sent_elsewhere()
    {
        // The folder has data/admin-token.
        Assert.Equal(0, (await RunAsync("jobs", "list")).ExitCode);

        using var elsewhere = new TempFolder();
        var without = await PbmProcess.RunAsync(elsewhere.Path, Node, "jobs", "list");
        Assert.Equal(4, without.ExitCode);
        Assert.Contains("--token", without.Error, StringComparison.Ordinal);

        var token = (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "data", "admin-token"))).Trim();
        Assert.Equal(
            0, (await PbmProcess.RunAsync(elsewhere.Path, Node, "jobs", "list", "--token", token)).ExitCode);
    }

    [Fact]
    public async Task The_lines_that_its_page_begins_with_list_and_watch()
    {
        await RunAsync("jobs", "enqueue", "divide", """{"a":1,"b":0}""", "--wait-ms", "20000");
        var lines = Page.Of("pbm.md").Block("sh")
            .Replace("dotnet run --project src/AkkaJobs.Cmd --", PbmProcess.Program, StringComparison.Ordinal)
            .Split('\n');
        var listed = await PbmProcess.InShellAsync(_folder.Path, $"PBM_HOST={Node} {lines[0]}");
        var watched = await PbmProcess.InShellAsync(
            _folder.Path, lines[1].Replace("10.0.0.7:9110", Node, StringComparison.Ordinal) + " | head -n 2");

        Assert.Equal(2, lines.Length);
        Assert.Contains("divide", listed.Output, StringComparison.Ordinal);
        Assert.Contains(_node.Cluster, watched.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_commands_may_share_a_redirected_file()
    {
        await PbmProcess.InShellAsync(
            _folder.Path,
            $"{{ echo one; {PbmProcess.Program} --version; echo two; {PbmProcess.Program} --version; }} >said; "
            + $"{PbmProcess.Program} --version >>said");
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "said"));
        Assert.Equal(["one", lines[1], "two", lines[1], lines[1]], lines);
        Assert.Matches(@"^\d+\.\d+\.\d+$", lines[1]);
    }

    [Theory]
    [InlineData(2, "There is", "jobs", "lst")]
    [InlineData(2, "whole number", "jobs", "list", "--limit", "many")]
    [InlineData(2, "limit must be", "jobs", "list", "--limit", "0")]
    [InlineData(2, "must be a UUID", "jobs", "show", "seven")]
    [InlineData(2, "must be JSON", "jobs", "enqueue", "sum", "{a:1}")]
    [InlineData(2, "--yes", "jobs", "cancel", "0199c0de-0000-7000-8000-000000000000")]
    [InlineData(2, "cannot be read", "jobs", "enqueue", "--file", "no-such-file")]
    [InlineData(1, "unknown_job", "jobs", "show", "0199c0de-0000-7000-8000-000000000000")]
    [InlineData(1, "unknown_job", "jobs", "cancel", "0199c0de-0000-7000-8000-000000000000", "--yes")]
    [InlineData(4, "does not know this token", "jobs", "list", "--token", "wrong")]
    public async Task What_is_refused_says_what_to_do_and_ends_with_its_code(
        int code, string says, params string[] words)
    {
        var refused = await RunAsync(words);

        Assert.Equal("", refused.Output);
        Assert.Equal(code, refused.ExitCode);
        Assert.Contains(says == "There is" ? "jobs --help" : says, refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "Nobody answers at 127.0.0.1:1")]
    [InlineData("HTTP", "is it a management port?")]
    public async Task A_node_that_is_not_there_is_said_to_be_not_there(string where, string says)
    {
        var door = where == "HTTP" ? _node.Client.BaseAddress!.Authority : where;
        var missed = await PbmProcess.RunAsync(_folder.Path, door, "jobs", "list");

        Assert.Equal(3, missed.ExitCode);
        Assert.Contains(says, missed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_knows_the_nodes_palettes_and_does_without_them()
    {
        var help = await RunAsync("jobs", "release", "--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("--dry-run", help.Output, StringComparison.Ordinal);

        var away = await PbmProcess.RunAsync(_folder.Path, "127.0.0.1:1", "--help");
        Assert.Equal(0, away.ExitCode);
        Assert.Contains("--token", away.Output, StringComparison.Ordinal);
        Assert.Contains("Nobody answers", away.Error, StringComparison.Ordinal);
        Assert.Equal("0.1.0\n", (await PbmProcess.RunAsync(_folder.Path, "--version")).Output);
    }

    [Fact]
    public async Task A_file_is_handed_over_and_its_bad_lines_are_named()
    {
        var file = Path.Combine(_folder.Path, "jobs.ndjson");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 2_500).Select(i => i == 1_700
            ? """{"operation":"sum"}"""
            : string.Create(CultureInfo.InvariantCulture, $$$"""{"operation":"sum","args":{"a":{{{i}}},"b":1}}""")));
        var sent = await RunAsync("jobs", "enqueue", "--file", file, "-o", "json");

        Assert.Equal(1, sent.ExitCode);
        Assert.Equal(2_499, sent.Json.GetProperty("accepted").GetInt32());
        Assert.Equal(1_701, sent.Json.GetProperty("rejected")[0].GetProperty("line").GetInt32());
        await _node.UntilAsync(async () => await _node.CountAsync("succeeded") >= 2_499, "all have run");

        var piped = await PbmProcess.InShellAsync(
            _folder.Path, $"head -n 3 '{file}' | {PbmProcess.Program} {Node} jobs enqueue --file - -o json");
        Assert.Equal((0, 3), (piped.ExitCode, piped.Json.GetProperty("accepted").GetInt32()));
    }

    [Fact]
    public async Task Nobody_that_reads_ends_what_is_repeated()
    {
        var watched = await PbmProcess.InShellAsync(
            _folder.Path,
            $"{PbmProcess.Program} {Node} jobs stats --watch 0.1 -o json | head -n 2; echo ${{PIPESTATUS[0]}}");

        Assert.Equal(3, watched.Lines.Count);
        Assert.Equal("0", watched.Lines[^1]);
    }

    [Fact]
    public async Task Colours_and_the_width_are_the_terminals_and_a_pipe_has_neither()
    {
        var id = (await RunAsync("jobs", "enqueue", "sum", """{"a":1,"b":2}""", "--wait-ms", "20000", "-o", "json"))
            .Json.GetProperty("id").GetString()!;
        var list = $"{PbmProcess.Program} {Node} jobs list";
        var wide = await PbmProcess.OnTerminalAsync(_folder.Path, 200, "", list);
        var narrow = await PbmProcess.OnTerminalAsync(_folder.Path, 60, "", list);
        var piped = await RunAsync("jobs", "list");

        Assert.Contains("\e[", wide.Output, StringComparison.Ordinal);
        Assert.Contains(id, wide.Output, StringComparison.Ordinal);
        Assert.Contains(id, narrow.Output, StringComparison.Ordinal);
        Assert.All(narrow.Lines, line => Assert.InRange(Visible(line).Length, 0, 60));
        Assert.DoesNotContain("\e", piped.Output, StringComparison.Ordinal);
        Assert.Contains(id, piped.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_it_prompts_completes_and_remembers()
    {
        // Tab completes what is certain: jo → jobs, sta → stats. The second line is the first, called back.
        var typed = await PbmProcess.OnTerminalAsync(
            _folder.Path, 120, "jo\tsta\t-o json\r\e[A\rnonsense\rexit\r", $"{PbmProcess.Program} {Node}");

        Assert.Equal(2, typed.Output.Split("\"coordinator\":").Length - 1);
        Assert.Contains("--help lists what there is", typed.Output, StringComparison.Ordinal);
        Assert.Equal(2, typed.ExitCode);

        var read = await PbmProcess.InShellAsync(
            _folder.Path, $"printf 'bots list -o json\\n' | {PbmProcess.Program} {Node}");
        Assert.Contains("\"items\":[{\"name\":", read.Output, StringComparison.Ordinal);
        Assert.Equal(0, read.ExitCode);
    }

    [Fact]
    public async Task An_audit_says_how_far_it_is_on_a_terminal_only()
    {
        await RunAsync("jobs", "enqueue", "sum", """{"a":1,"b":2}""", "--wait-ms", "20000");
        var seen = await PbmProcess.OnTerminalAsync(_folder.Path, 120, "", $"{PbmProcess.Program} {Node} audit run");
        var piped = await RunAsync("audit", "run");

        Assert.Contains("━ ", seen.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("━", Screen.Of(seen.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("━", piped.Output + piped.Error, StringComparison.Ordinal);
        Assert.Contains("Clean", piped.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_what_is_watched_with_a_code_of_its_own()
    {
        // The shell's background processes would not hear SIGINT; timeout sends it to one of its own.
        var watched = await PbmProcess.InShellAsync(
            _folder.Path,
            $"timeout --preserve-status -s INT 5 {PbmProcess.Program} {Node} jobs watch -o json; echo code $?");

        Assert.EndsWith("code 130", watched.Output.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_completes_what_the_node_offers_by_the_lines_of_the_docs()
    {
        var lines = Page.Of("pbm.md").Block("bash");
        foreach (var (typed, completed) in new[]
        {
            ($"pbm {Node} jobs re", "release retry"), ($"pbm {Node} queues pa", "pause"),
            ($"pbm {Node} jobs list --status su", "succeeded"),
        })
        {
            var asked = await PbmProcess.InShellAsync(
                _folder.Path,
                $"pbm() {{ {PbmProcess.Program} \"$@\"; }}\n{lines}\nCOMP_LINE='{typed}' COMP_POINT={typed.Length}\n"
                + "_pbm; echo \"${COMPREPLY[*]}\"");
            Assert.Equal(completed, asked.Output.Trim());
        }
    }

    [Fact]
    public async Task What_destroys_asks_first_and_takes_no_for_an_answer()
    {
        var id = (await RunAsync("jobs", "enqueue", "sleep", """{"ms":600000}""", "-o", "json"))
            .Json.GetProperty("id").GetString()!;
        var cancel = $"{PbmProcess.Program} {Node} jobs cancel {id}";
        Assert.Equal(1, (await PbmProcess.OnTerminalAsync(_folder.Path, 120, "n\r", cancel)).ExitCode);
        Assert.NotEqual("cancelled", await StatusAsync(id));

        Assert.Equal(0, (await PbmProcess.OnTerminalAsync(_folder.Path, 120, "y\r", cancel)).ExitCode);
        Assert.Equal("cancelled", await StatusAsync(id));
    }

    [Fact]
    public async Task What_is_done_to_many_is_shown_first_and_then_asked()
    {
        const string batch = "--where tag=batch-7 --reason 'wrong month'";
        for (var i = 0; i < 3; i++)
        {
            await RunAsync("jobs", "enqueue", "nobody", "{}", "--tags", "batch-7");
        }

        var unsure = await PbmProcess.InShellAsync(
            _folder.Path, $"{PbmProcess.Program} {Node} jobs cancel {batch} </dev/null");
        Assert.Equal(2, unsure.ExitCode);
        var cancel = $"{PbmProcess.Program} {Node} jobs cancel {batch}";
        var refused = await PbmProcess.OnTerminalAsync(_folder.Path, 120, "n\r", cancel);
        Assert.Contains("Would be cancelled: 3.", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\nCancelled: 3.", refused.Output, StringComparison.Ordinal);
        Assert.Equal(1, refused.ExitCode);

        var done = await PbmProcess.OnTerminalAsync(_folder.Path, 120, "y\r", cancel);
        Assert.Contains("\nCancelled: 3.", done.Output, StringComparison.Ordinal);
        Assert.Equal(0, done.ExitCode);
        var again = await RunAsync(
            "jobs", "retry", "--where", "tag=batch-7", "status=cancelled", "--reason", "right after all", "--yes", "-o",
            "json");
        Assert.Equal(3, again.Json.GetProperty("items").GetArrayLength());
    }

    private static string Visible(string line) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9;?]*[A-Za-z]", "").TrimEnd('\r');

    private async Task<string?> StatusAsync(string id) =>
        (await RunAsync("jobs", "show", id, "-o", "json")).Json.GetProperty("status").GetString();

    private Task<PbmProcess> RunAsync(params string[] words) =>
        PbmProcess.RunAsync(_folder.Path, [Node, .. words]);

    /// <summary>A node whose data folder is where the tool is called.</summary>
    public sealed class OneNode : IAsyncLifetime, IDisposable
    {
        internal TempFolder Folder { get; } = new();

        internal NodeProcess Node { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var config = Path.Combine(Folder.Path, "node.conf");
            await File.WriteAllTextAsync(config, "akkajobs.operations.diagnostics = on");
            Node = await NodeProcess.StartAsync(Path.Combine(Folder.Path, "data"), "--config", config);
        }

        public async Task DisposeAsync() => await Node.DisposeAsync();

        public void Dispose() => Folder.Dispose();
    }
}
