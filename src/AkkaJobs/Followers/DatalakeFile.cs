using System.Globalization;
using System.Text;

namespace AkkaJobs.Followers;

/// <summary>One file of the datalake: a run of finishes of one date, in the order of their event numbers.</summary>
/// <param name="Date">The date of all of them, <c>YYYY-MM-DD</c>.</param>
/// <param name="First">The first finish.</param>
/// <param name="Last">The last one.</param>
internal sealed record DatalakeFile(string Date, long First, long Last)
{
    private const string FolderPrefix = "date=";
    private const string Extension = ".ndjson";

    /// <summary>Its place in the lake.</summary>
    public string Path(string results) => System.IO.Path.Combine(
        results, FolderPrefix + Date, string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}{Extension}"));

    /// <summary>The file with the highest numbers; null in an empty lake.</summary>
    public static DatalakeFile? Newest(string results)
    {
        if (!Directory.Exists(results))
        {
            return null;
        }

        // Numbers and dates grow together, so the last folder with a file has it.
        return Directory.EnumerateDirectories(results, FolderPrefix + "*")
            .OrderByDescending(folder => folder, StringComparer.Ordinal)
            .Select(folder => Directory.EnumerateFiles(folder).Select(Parse).OfType<DatalakeFile>().MaxBy(f => f.Last))
            .FirstOrDefault(file => file is not null);
    }

    /// <summary>Its last line, without the line feed.</summary>
    public string LastLine(string results) => File.ReadLines(Path(results), Encoding.UTF8).LastOrDefault("");

    /// <summary>What a file's place says of it; null for a name that no exporter gives.</summary>
    public static DatalakeFile? Parse(string path)
    {
        var parts = System.IO.Path.GetFileNameWithoutExtension(path).Split('-');
        return System.IO.Path.GetExtension(path) == Extension
            && parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? new DatalakeFile(DateOf(path), first, last)
                : null;
    }

    private static string DateOf(string path) =>
        System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)!)[FolderPrefix.Length..];
}
