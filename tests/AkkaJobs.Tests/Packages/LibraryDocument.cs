using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Packages;

/// <summary>docs/library.md as one who follows it reads it: the blocks of a section, in their order.</summary>
internal sealed class LibraryDocument
{
    private const string Fence = "```";

    private readonly List<(string Language, string Text)> _blocks = [];

    private LibraryDocument(IEnumerable<string> lines)
    {
        string? language = null;
        var text = new List<string>();
        foreach (var line in lines)
        {
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                text.Add(line);
            }
            else if (language is null)
            {
                (language, text) = (line[Fence.Length..], []);
            }
            else
            {
                _blocks.Add((language, string.Join('\n', text)));
                language = null;
            }
        }
    }

    /// <summary>The lines that make the project.</summary>
    public string Making => Block("sh", 0);

    /// <summary>The project's Program.cs.</summary>
    public string Program => Block("csharp", 0);

    /// <summary>The line that runs it.</summary>
    public string Running => Block("sh", 1);

    /// <summary>What is typed while it runs.</summary>
    public string Asking => Block("sh", 2);

    /// <summary>A section, by its heading.</summary>
    public static LibraryDocument Section(string heading) => new(
        File.ReadLines(Path.Combine(Repository.Root, "docs", "library.md"))
            .SkipWhile(line => line != $"## {heading}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)));

    /// <summary>Makes the project in an empty folder.</summary>
    /// <returns>The project's folder.</returns>
    public async Task<string> FollowAsync(string folder)
    {
        await Typed.RunAsync(folder, Making);
        var project = Assert.Single(Directory.GetDirectories(folder), path => !path.EndsWith(".packages"));
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), Program);
        return project;
    }

    private string Block(string language, int place) =>
        _blocks.Where(block => block.Language == language).ElementAt(place).Text;
}
