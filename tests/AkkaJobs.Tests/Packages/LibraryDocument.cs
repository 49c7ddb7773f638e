using AkkaJobs.Tests.Pages;

namespace AkkaJobs.Tests.Packages;

/// <summary>A section of docs/library.md, which makes a project and runs it.</summary>
internal sealed class LibraryDocument
{
    private readonly Page _page;

    private LibraryDocument(Page page) => _page = page;

    /// <summary>The lines that make the project.</summary>
    public string Making => _page.Block("sh");

    /// <summary>The project's Program.cs.</summary>
    public string Program => _page.Block("csharp");

    /// <summary>The line that runs it.</summary>
    public string Running => _page.Block("sh", 1);

    /// <summary>What is typed while it runs.</summary>
    public string Asking => _page.Block("sh", 2);

    /// <summary>A section, by its heading.</summary>
    public static LibraryDocument Section(string heading) => new(Page.Of("library.md").Section(heading));

    /// <summary>Makes the project in an empty folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="program">Another page's Program.cs; null for this section's.</param>
    /// <returns>The project's folder.</returns>
    public async Task<string> FollowAsync(string folder, string? program = null)
    {
        await Typed.RunAsync(folder, Making);
        var project = Assert.Single(Directory.GetDirectories(folder), path => !path.EndsWith(".packages"));
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), program ?? Program);
        return project;
    }
}
