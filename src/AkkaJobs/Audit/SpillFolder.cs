namespace AkkaJobs.Audit;

/// <summary>
/// A folder for what memory cannot hold; it goes with the audit. May take twice the room of journal and tables.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("akkajobs-audit-").FullName;
    private long _files;

    /// <summary>A new file.</summary>
    public SpillFile NewFile() => new(Path.Combine(_path, $"{_files++}"));

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
