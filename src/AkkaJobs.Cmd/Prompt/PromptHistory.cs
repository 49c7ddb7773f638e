namespace AkkaJobs.Cmd.Prompt;

/// <summary>The lines typed before, also in earlier sessions; never one that holds a token.</summary>
internal sealed class PromptHistory
{
    private const int MostLines = 1_000;

    private readonly string? _file;
    private readonly List<string> _lines;

    private PromptHistory(string? file, List<string> lines) => (_file, _lines) = (file, lines);

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Reads the user's own file; without one that can be read, a history of this session alone.</summary>
    public static PromptHistory Load()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (folder.Length == 0)
        {
            return new PromptHistory(null, []);
        }

        var file = Path.Combine(folder, "pbm", "history");
        try
        {
            return new PromptHistory(file, File.Exists(file) ? [.. File.ReadLines(file).TakeLast(MostLines)] : []);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new PromptHistory(null, []);
        }
    }

    public void Add(string line)
    {
        if (line.Contains("--token", StringComparison.Ordinal) || (_lines.Count > 0 && _lines[^1] == line))
        {
            return;
        }

        _lines.Add(line);
        try
        {
            if (_file is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
                File.WriteAllLines(_file, _lines.TakeLast(MostLines));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A history that cannot be kept is no reason not to carry the line out.
        }
    }
}
