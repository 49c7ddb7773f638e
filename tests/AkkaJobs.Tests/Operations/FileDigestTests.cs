using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AkkaJobs.Tests.Operations;

/// <summary>sha256: what is under the root, and nothing else.</summary>
public sealed class FileDigestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akkajobs-").FullName;

    public FileDigestTests()
    {
        Directory.CreateDirectory(Path.Combine(Root, "sub"));
        Write("data/plain.txt", "hello");
        Write("data/sub/inner.txt", "inner");
        Write("outside.txt", "secret");
        Write("data-too/beside.txt", "secret");
    }

    private string Root => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain.txt", "hello")]
    [InlineData("./plain.txt", "hello")]
    [InlineData("sub/inner.txt", "inner")]
    [InlineData("sub/../plain.txt", "hello")]
    public async Task Digests_a_file_under_the_root(string path, string content) =>
        await DigestsAsync(path, Encoding.UTF8.GetBytes(content));

    [Fact]
    public async Task An_absolute_path_under_the_root_will_do() =>
        await DigestsAsync(Path.Combine(Root, "plain.txt"), "hello"u8.ToArray());

    [Fact]
    public async Task An_empty_file_has_a_digest_too()
    {
        Write("data/empty", "");

        await DigestsAsync("empty", []);
    }

    [Fact]
    public async Task A_large_file_is_read_whole()
    {
        var bytes = new byte[1_000_003];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(Root, "large"), bytes);

        await DigestsAsync("large", bytes);
    }

    [Fact]
    public async Task Links_that_stay_inside_are_followed()
    {
        Link("data/link", "sub/inner.txt");
        Link("data/folder", Path.Combine(Root, "sub"));

        await DigestsAsync("link", "inner"u8.ToArray());
        await DigestsAsync("folder/inner.txt", "inner"u8.ToArray());
    }

    [Fact]
    public async Task The_root_may_be_a_link_itself()
    {
        Link("alias", Root);
        var alias = Path.Combine(_folder, "alias");

        await DigestsAsync("plain.txt", "hello"u8.ToArray(), alias);
        await DigestsAsync(Path.Combine(alias, "plain.txt"), "hello"u8.ToArray(), alias);
        await DigestsAsync(Path.Combine(Root, "plain.txt"), "hello"u8.ToArray(), alias);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("../outside.txt")]
    [InlineData("../data-too/beside.txt")]
    [InlineData("sub/../../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("/no/such/thing")]
    [InlineData("..")]
    public Task What_lies_outside_is_refused_and_nothing_is_said_of_it(string path) =>
        RefusesAsync(path, $"{path}: lies outside the data root, or is a link that leads outside.");

    [Fact]
    public async Task Links_that_lead_outside_are_refused()
    {
        Link("data/out", "../outside.txt");
        Link("data/twice", "out");
        Link("data/up", "..");
        Link("data/absolute", "/etc/passwd");

        await RefusesAsync("out", "out: lies outside");
        await RefusesAsync("twice", "twice: lies outside");
        await RefusesAsync("up/outside.txt", "up/outside.txt: lies outside");
        await RefusesAsync("absolute", "absolute: lies outside");
    }

    [Fact]
    public async Task Two_dots_after_a_link_are_where_the_system_says()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "elsewhere/deep"));
        Write("elsewhere/plain.txt", "secret");
        Link("data/jump", "../elsewhere/deep");

        await RefusesAsync("jump/../plain.txt", "jump/../plain.txt: lies outside");
    }

    [Fact]
    public async Task Only_regular_files_are_read()
    {
        await MakePipeAsync(Path.Combine(Root, "pipe"));

        await RefusesAsync("pipe", "pipe: is not a regular file.").WaitAsync(TimeSpan.FromSeconds(30));
        await RefusesAsync("sub", "sub: is not a regular file.");
        await RefusesAsync("sub/", "sub/: is not a regular file.");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_failure_that_says_so()
    {
        Link("data/circle", "circle");
        Link("data/nowhere", "nothing");

        await RefusesAsync("nothing", "nothing: no such file under the data root.");
        await RefusesAsync("plain.txt/x", "plain.txt/x: no such file under the data root.");
        await RefusesAsync("nowhere", "nowhere: no such file under the data root.");
        await RefusesAsync("circle", "circle: the file cannot be opened");
        await RefusesAsync(new string('x', 300), new string('x', 300));
    }

    [Theory]
    [InlineData("{\"path\": \"\"}", "args field 'path' must be a path")]
    [InlineData("{\"path\": \"plain.txt\\u0000.png\"}", "args field 'path' must be a path")]
    [InlineData("{\"path\": 5}", "args field 'path' must be a string, but is a number.")]
    [InlineData("{\"path\": \"plain.txt\", \"root\": \"/\"}", "args have an unknown field 'root'")]
    [InlineData("{}", "args lack the field 'path'.")]
    public Task Bad_args_are_refused(string args, string error) =>
        Operation.FailsForGoodAsync("sha256", args, error, Root);

    [Fact]
    public Task Without_a_root_nothing_may_be_read() => Operation.FailsForGoodAsync(
        "sha256", """{"path": "plain.txt"}""", "akkajobs.operations.data-root is not set");

    [Fact]
    public async Task A_root_that_is_missing_may_come_back() =>
        await Assert.ThrowsAsync<IOException>(() => Operation.RunAsync(
            "sha256", """{"path": "plain.txt"}""", Path.Combine(_folder, "missing")));

    [Fact]
    public async Task It_stops_when_it_is_cancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Operation.RunAsync(
            "sha256", """{"path": "plain.txt"}""", Root, new CancellationToken(canceled: true)));

    private static async Task MakePipeAsync(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private void Write(string path, string content)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    private void Link(string path, string target) =>
        File.CreateSymbolicLink(Path.Combine(_folder, path), target);

    private async Task DigestsAsync(string path, byte[] content, string? root = null)
    {
        var result = await Operation.RunAsync("sha256", Args(path), root ?? Root);
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal($$"""{"sha256":"{{digest}}","bytes":{{content.Length}}}""", result);
    }

    private Task RefusesAsync(string path, string error) =>
        Operation.FailsForGoodAsync("sha256", Args(path), error, Root);

    private static string Args(string path) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["path"] = path });
}
