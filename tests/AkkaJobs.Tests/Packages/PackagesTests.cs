using System.IO.Compression;
using System.Net;
using System.Reflection.Metadata;
using System.Text;
using System.Xml.Linq;
using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Tests.Packages;

/// <summary>What is packed, and what one makes of it who has the packages and docs/library.md.</summary>
[Collection(PackedFolder.Shared)]
public sealed class PackagesTests(PackedFolder packed) : IDisposable
{
    /// <summary>Of the symbols' source link, as the format of portable PDBs has it.</summary>
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private readonly List<string> _folders = [];

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Theory]
    [InlineData("AkkaJobs.Core", "lib/net10.0/AkkaJobs.Core")]
    [InlineData("AkkaJobs", "lib/net10.0/AkkaJobs")]
    [InlineData("AkkaJobs.Http", "lib/net10.0/AkkaJobs.Http")]
    [InlineData("AkkaJobs.Http.Client", "lib/net10.0/AkkaJobs.Http.Client")]
    [InlineData("AkkaJobs.Testing", "lib/net10.0/AkkaJobs.Testing")]
    [InlineData("pbm", "tools/net10.0/any/pbm")]
    public void A_package_brings_its_readme_licence_documentation_and_symbols(string id, string assembly)
    {
        using var package = Open(id, "nupkg");
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", files);
        Assert.Contains($"{assembly}.dll", files);
        Assert.True(id == "pbm" || files.Contains($"{assembly}.xml"), "There is no documentation.");
        using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        Assert.Equal("Apache-2.0", Value("license"));
        Assert.NotEqual("Package Description", Value("description"));
        Assert.All(
            metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value),
            dependency => Assert.DoesNotContain("Analyzer", dependency, StringComparison.OrdinalIgnoreCase));

        using var symbols = Open(id, "snupkg");
        Assert.NotNull(symbols.GetEntry($"{assembly}.pdb"));

        string Value(string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;
    }

    [Fact]
    public async Task A_clone_of_a_public_repository_builds_the_same_bytes_anywhere_and_links_its_source()
    {
        var (left, right) = (await BuildCoreAsync("one"), await BuildCoreAsync("another"));

        Assert.Equal(await File.ReadAllBytesAsync(left + ".dll"), await File.ReadAllBytesAsync(right + ".dll"));
        var link = SourceLinkOf(left + ".pdb");
        Assert.Contains("raw.githubusercontent.com/someone/akkajobs/", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_service_sends_its_mail()
    {
        var page = LibraryDocument.Section("A worker service");
        var project = await page.FollowAsync(NewFolder());
        await using var worker = Typed.Start(project, page.Running);

        await worker.SaysAsync("The mail is Succeeded: {\"sent\":\"ada@example.org\"}");
    }

    [Fact]
    public async Task What_was_written_for_Hangfire_runs_as_its_page_shows()
    {
        var page = LibraryDocument.Section("A worker service");
        var project = await page.FollowAsync(
            NewFolder(), Page.Of("migrate.md").Section("From Hangfire").Block("csharp", 1));
        await using var worker = Typed.Start(project, page.Running);

        await worker.SaysAsync("Order 4711 is on its way.");
        await worker.SaysAsync("There are 4 jobs.");
    }

    [Fact]
    public async Task An_application_greets_and_pbm_finds_its_palette()
    {
        var page = LibraryDocument.Section("An ASP.NET Core application");
        var project = await page.FollowAsync(NewFolder());
        var port = FreePorts.Take(1)[0];
        await using var app = Typed.Start(project, page.Running.Replace("5080", port, StringComparison.Ordinal));
        await app.SaysAsync("Now listening on");

        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal("Hello, Ada.", await client.GetStringAsync(new Uri("greet/Ada", UriKind.Relative)));
        using var refused = await client.GetAsync(new Uri("jobs-api/jobs", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "my-secret");
        var jobs = await client.GetStringAsync(new Uri("jobs-api/jobs", UriKind.Relative));
        Assert.Contains("\"greet\"", jobs, StringComparison.Ordinal);
        var said = await Typed.RunAsync(project, page.Asking.Replace("5080", port, StringComparison.Ordinal));
        Assert.Matches(@"said +1", said);
    }

    [Fact]
    public async Task An_actor_system_that_was_there_runs_jobs()
    {
        var page = LibraryDocument.Section("An actor system that is there already");
        var project = await page.FollowAsync(NewFolder());
        var program = Path.Combine(project, "Program.cs");
        var port = FreePorts.Take(1)[0];
        await File.WriteAllTextAsync(program, page.Program.Replace("4063", port, StringComparison.Ordinal));
        await using var shop = Typed.Start(project, page.Running);

        await shop.SaysAsync("The total is 12.");
    }

    private ZipArchive Open(string id, string kind) => ZipFile.OpenRead(
        Assert.Single(Directory.GetFiles(packed.Feed, $"{id}.?.?.?.{kind}")));

    private string NewFolder()
    {
        var folder = packed.EmptyFolder();
        _folders.Add(folder);
        return folder;
    }

    /// <summary>Builds the rules from a repository that says where it is published.</summary>
    /// <returns>The assembly, without its ending.</returns>
    private async Task<string> BuildCoreAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(packed.Root, name)).FullName;
        await Typed.RunAsync(
            Tidy.Repository.Root,
            $"""
            tar -c Directory.* global.json .editorconfig README.md --exclude bin --exclude obj src/AkkaJobs.Core |
                tar -x -C '{folder}'
            cd '{folder}'
            git init -q .
            git config user.name test
            git config user.email test@example.org
            git remote add origin https://github.com/someone/akkajobs.git
            git add .
            GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' git commit -qm first
            CI=true dotnet build src/AkkaJobs.Core -c Release
            """);
        return Path.Combine(folder, "src", "AkkaJobs.Core", "bin", "Release", "net10.0", "AkkaJobs.Core");
    }

    private static string SourceLinkOf(string pdb)
    {
        using var stream = File.OpenRead(pdb);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = provider.GetMetadataReader();
        var found = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .Single(information => reader.GetGuid(information.Kind) == SourceLink);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(found.Value));
    }
}
