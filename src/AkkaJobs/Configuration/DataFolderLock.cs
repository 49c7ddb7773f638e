using System.Globalization;

namespace AkkaJobs.Configuration;

/// <summary>
/// Keeps a folder of SQLite files for one node: two would wait for each other's locks and read each other's half-done
/// work. Held by the operating system, so it ends with its process, however that ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    /// <summary>
    /// The file that is locked, and the one beside it that says by whom; the first cannot be read by others.
    /// </summary>
    private const string LockFile = "node.lock";

    private const string HolderFile = "node.holder";

    private readonly FileStream _held;
    private readonly string _holder;
    private int _isGivenBack;

    private DataFolderLock(FileStream held, string holder)
    {
        _held = held;
        _holder = holder;
    }

    /// <summary>Takes the folder, and makes it when it is missing, for its owner's eyes only.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="node">The name of the node that takes it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="DataFolderInUseException">Another node holds it.</exception>
    public static DataFolderLock Take(string folder, string node, DateTimeOffset now)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var holder = Path.Combine(folder, HolderFile);
        FileStream held;
        try
        {
            held = new FileStream(
                Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new DataFolderInUseException(folder, ReadHolder(holder), fault);
        }

        File.WriteAllText(holder, string.Create(
            CultureInfo.InvariantCulture,
            $"node {node}, process {Environment.ProcessId} on {Environment.MachineName}, since {now:O}"));
        return new DataFolderLock(held, holder);
    }

    /// <summary>Gives the folder back. The lock file stays: whoever waits for it must find the same one.</summary>
    public void Dispose()
    {
        // Once only: by the second time the folder may be another's.
        if (Interlocked.Exchange(ref _isGivenBack, 1) == 1)
            return;
        File.Delete(_holder);
        _held.Dispose();
    }

    private static string? ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // Taken a moment ago, and not signed yet.
            return null;
        }
    }
}
