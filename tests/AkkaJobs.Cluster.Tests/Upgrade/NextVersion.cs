using AkkaJobs.Cluster.Tests.Drill;
using AkkaJobs.Cluster.Tests.Nodes;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Cluster.Tests.Upgrade;

/// <summary>
/// The version after this one, made of these sources and <c>next-version.patch</c>: in a format of its own it reports
/// and records every success as a kind that this version does not know. So where it does so too early, no job ends.
/// </summary>
internal sealed class NextVersion : IDisposable
{
    /// <summary>What its nodes print with each report that travels in their format.</summary>
    public const string Said = "A report travels in the next format.";

    private readonly TempFolder _folder = new();

    private NextVersion()
    {
    }

    /// <summary>The folder of its programs.</summary>
    public string Programs => Path.Combine(_folder.Path, "programs");

    private string Sources => Path.Combine(_folder.Path, "sources");

    /// <summary>Patches the sources, builds them, and puts the outcome beside the programs of this version.</summary>
    public static async Task<NextVersion> MakeAsync()
    {
        var next = new NextVersion();
        try
        {
            next.CopySources();
            Command.Run("git", $"-C {next.Sources} apply {PatchFile}");
            await Typed.RunAsync(
                next.Sources,
                "dotnet build src/AkkaJobs -c Release -p:RunAnalyzers=false -o built");
            Copy(AppContext.BaseDirectory, next.Programs);
            File.Copy(
                Path.Combine(next.Sources, "built", "AkkaJobs.dll"),
                Path.Combine(next.Programs, "AkkaJobs.dll"),
                overwrite: true);
            return next;
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string PatchFile =>
        Path.Combine(Repository.Root, "tests", "AkkaJobs.Cluster.Tests", "Upgrade", "next-version.patch");

    private void CopySources()
    {
        foreach (var part in (string[])["src/AkkaJobs.Core", "src/AkkaJobs", "hocon"])
        {
            Copy(Path.Combine(Repository.Root, part), Path.Combine(Sources, part));
        }

        foreach (var file in (string[])
            ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json",
                ".editorconfig", "README.md"])
        {
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(Sources, file));
        }
    }

    /// <summary>All of a folder but what builds have left there.</summary>
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from)
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
