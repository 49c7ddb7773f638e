using System.Globalization;
using AkkaJobs.Followers;

namespace AkkaJobs.Audit;

/// <summary>A file of the lake as its name has it.</summary>
/// <param name="Path">Below <c>results</c>, with slashes.</param>
/// <param name="File">What the name says; null when it is none that the lake gives.</param>
internal sealed record LakeEntry(string Path, DatalakeFile? File);

/// <summary>The datalake's folder.</summary>
/// <param name="lake">Where it is; it need not be there.</param>
internal sealed class LakeFolder(string lake)
{
    private const string Aside = ".writing";
    private const string FolderPrefix = "date=";

    /// <summary>Where what nothing explains is moved to.</summary>
    public const string Removed = ".removed";

    /// <summary>The files' folder.</summary>
    public string Results { get; } = System.IO.Path.Combine(lake, "results");

    /// <summary>Every file, in no order.</summary>
    public IEnumerable<LakeEntry> Entries()
    {
        if (!Directory.Exists(Results))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(Results, "*", SearchOption.AllDirectories))
        {
            var name = System.IO.Path.GetRelativePath(Results, path).Replace('\\', '/');
            if (!name.StartsWith(Aside + "/", StringComparison.Ordinal))
            {
                yield return new LakeEntry(name, Parse(path, name));
            }
        }
    }

    /// <summary>A file's place.</summary>
    public string PathOf(DatalakeFile file) => file.Path(Results);

    /// <summary>A file's name below <c>results</c>, with slashes.</summary>
    public static string NameOf(DatalakeFile file) =>
        System.IO.Path.GetRelativePath("results", file.Path("results")).Replace('\\', '/');

    /// <summary>Moves a file away, durably, and returns its new place below the lake.</summary>
    public string Remove(string name)
    {
        var place = $"{Removed}/{name}";
        for (var i = 1; File.Exists(System.IO.Path.Combine(lake, place)); i++)
        {
            place = string.Create(CultureInfo.InvariantCulture, $"{Removed}/{name}.{i}");
        }

        var target = System.IO.Path.Combine(lake, place);
        var source = System.IO.Path.Combine(Results, name);
        DurableFile.MakeFolder(System.IO.Path.GetDirectoryName(target)!);
        File.Move(source, target);
        DurableFile.Sync(System.IO.Path.GetDirectoryName(target)!);
        DurableFile.Sync(System.IO.Path.GetDirectoryName(source)!);
        return place;
    }

    /// <summary>Opens a file aside, which <see cref="Put"/> puts in its place.</summary>
    public FileStream NewAside()
    {
        var folder = System.IO.Path.Combine(Results, Aside);
        DurableFile.MakeFolder(folder);
        var name = System.IO.Path.Combine(folder, $"audit.{System.IO.Path.GetRandomFileName()}");
        return new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.None, 256 * 1024);
    }

    /// <summary>Puts a file that was written aside in its place, durably.</summary>
    public void Put(FileStream aside, DatalakeFile file)
    {
        aside.Flush(flushToDisk: true);
        aside.Dispose();
        var path = file.Path(Results);
        var folder = System.IO.Path.GetDirectoryName(path)!;
        DurableFile.MakeFolder(folder);
        File.Move(aside.Name, path, overwrite: true);
        DurableFile.Sync(folder);
    }

    /// <summary>
    /// Only a name that the exporter would give: no other spelling of its numbers, in a folder of a date.
    /// </summary>
    private static DatalakeFile? Parse(string path, string name)
    {
        var folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)!);
        return folder.StartsWith(FolderPrefix, StringComparison.Ordinal)
            && DateOnly.TryParseExact(
                folder[FolderPrefix.Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && DatalakeFile.Parse(path) is { } file
            && file.First <= file.Last
            && NameOf(file) == name
                ? file
                : null;
    }
}
