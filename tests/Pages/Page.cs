using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Pages;

/// <summary>A page, or a section of it, as one who follows it reads it: its blocks, in their order.</summary>
internal sealed class Page
{
    private const string Fence = "```";

    private readonly List<string> _lines;
    private readonly List<(string Heading, string Language, string Text)> _blocks = [];

    private Page(IEnumerable<string> lines)
    {
        _lines = [.. lines];
        var heading = "";
        string? language = null;
        var text = new List<string>();
        foreach (var line in _lines)
        {
            if (!line.TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                text.Add(line);
                heading = language is null && line.StartsWith('#') ? line.TrimStart('#').Trim() : heading;
            }
            else if (language is null)
            {
                (language, text) = (line.TrimStart()[Fence.Length..], []);
            }
            else
            {
                _blocks.Add((heading, language, string.Join('\n', text)));
                language = null;
            }
        }
    }

    /// <summary>Its blocks: the heading that each stands under, its language, and its text.</summary>
    public IReadOnlyList<(string Heading, string Language, string Text)> Blocks => _blocks;

    /// <summary>A page.</summary>
    /// <param name="name">Its name in <c>docs</c>, with its ending.</param>
    public static Page Of(string name) => At($"docs/{name}");

    /// <summary>A page, wherever it is.</summary>
    /// <param name="path">From the repository's root.</param>
    public static Page At(string path) => new(File.ReadLines(Path.Combine(Repository.Root, path)));

    /// <summary>A section, by its heading.</summary>
    public Page Section(string heading) => new(
        _lines.SkipWhile(line => line != $"## {heading}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)));

    /// <summary>The text of a block.</summary>
    /// <param name="language">As it stands behind the fence.</param>
    /// <param name="place">Among those in this language, from 0.</param>
    public string Block(string language, int place = 0) =>
        _blocks.Where(block => block.Language == language).ElementAt(place).Text;
}
