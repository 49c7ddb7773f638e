using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Packages;

/// <summary>The packages of what was built with these tests, in a folder that goes with this.</summary>
[CollectionDefinition(Shared)]
public sealed class PackedFolder : IAsyncLifetime, ICollectionFixture<PackedFolder>
{
    /// <summary>The tests that share it, one after the other.</summary>
    public const string Shared = "packages";

    private int _folders;

    /// <summary>Holds it all, and is not in the repository.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("akkajobs-packages-").FullName;

    /// <summary>Where the packages are.</summary>
    public string Feed => Path.Combine(Root, "feed");

    /// <summary>As these tests were built.</summary>
    private static string Configuration =>
        AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>
    /// As docs/library.md shows; but what was built is not built again, and it is this folder's NuGet that is told.
    /// </summary>
    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "nuget.config"), "<configuration />");
        var shown = LibraryDocument.Section("The packages").Making.Split('\n');
        await Typed.RunAsync(
            Repository.Root, shown[0].Replace("-c Release -o packages", $"-c {Configuration} -o '{Feed}' --no-build"));
        await Typed.RunAsync(
            Root, shown[1].Replace("$PWD/packages", Feed) + $" --configfile '{Root}/nuget.config'");
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Makes an empty folder whose projects take packages from here and, as ever, from the user's feeds. What they
    /// restore of ours must not be left for the next run, which packs the same version from another source.
    /// </summary>
    public string EmptyFolder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, $"follow-{++_folders}")).FullName;
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(
            Path.Combine(folder, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, ".packages")}" /></config>
              <fallbackPackageFolders><add key="restored" value="{known}" /></fallbackPackageFolders>
            </configuration>
            """);
        return folder;
    }
}
