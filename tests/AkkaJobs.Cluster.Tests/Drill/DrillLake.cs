namespace AkkaJobs.Cluster.Tests.Drill;

/// <summary>The datalake's disk: a small one of its own, so that it can be filled, where one may be mounted.</summary>
internal sealed class DrillLake : IDisposable
{
    private const int MiB = 1 << 20;

    /// <summary>Holds a drill of hours; every few results take a page of 4 KiB.</summary>
    private const int Size = 512;

    private readonly string _filling;
    private readonly DrillKeeper? _keeper;

    /// <param name="folder">Where it is to be; made.</param>
    public DrillLake(string folder)
    {
        Folder = folder;
        _filling = Path.Combine(folder, "filling");
        Directory.CreateDirectory(folder);
        var (isDone, output) = Command.Try("mount", $"-t tmpfs -o size={Size}m akkajobs-drill {folder}");
        _keeper = isDone ? new DrillKeeper("umount --lazy \"$1\"", folder) : null;
        CannotFill = isDone ? null : $"no disk may be mounted: {output}";
    }

    public string Folder { get; }

    /// <summary>Why it cannot be filled here; null where it can.</summary>
    public string? CannotFill { get; }

    /// <summary>Takes all that is free.</summary>
    public void Fill()
    {
        using var file = new FileStream(_filling, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[MiB];
        for (var size = block.Length; size >= 1; size /= 16)
        {
            try
            {
                for (var i = 0; i <= Size; i++)
                {
                    file.Write(block, 0, size);
                }
            }
            catch (IOException)
            {
                // It is full, but for less than this.
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(_filling);

    public void Dispose() => _keeper?.Dispose();
}
