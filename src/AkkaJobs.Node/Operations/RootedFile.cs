using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace AkkaJobs.Node.Operations;

/// <summary>A regular file that was opened for reading and found to lie under a root.</summary>
internal sealed class RootedFile : IDisposable
{
    private RootedFile(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="root">An existing folder.</param>
    /// <param name="path">Relative to it, or absolute under it.</param>
    /// <exception cref="AttemptFailedException">
    /// There is no such regular file under the root; not retryable.
    /// </exception>
    /// <exception cref="IOException">It is there, but cannot be opened now.</exception>
    public static RootedFile Open(string root, string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw OperationArgs.Bad("args field 'path' must be a path, not empty and without a zero character.");
        }

        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var trueRoot = TrueRoot(root);
        var full = Path.GetFullPath(path, root);

        // By the text first: whoever asks for a file outside learns nothing of it, not even whether it exists.
        if (!IsUnder(full, root) && !IsUnder(full, trueRoot))
        {
            throw Outside(path);
        }

        // Not the tidied text: "link/../x" is where the system says it is.
        var asWritten = Path.Combine(root, path);
        return OperatingSystem.IsLinux() ? OpenOnLinux(asWritten, path, trueRoot) : OpenElsewhere(full, path, trueRoot);
    }

    public void Dispose() => Handle.Dispose();

    private static string TrueRoot(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new IOException($"akkajobs.operations.data-root names the folder {root}, which does not exist.");
        }

        if (!OperatingSystem.IsLinux())
        {
            return Directory.ResolveLinkTarget(root, returnFinalTarget: true)?.FullName ?? root;
        }

        using var folder = LinuxFiles.Open(root);
        return LinuxFiles.PathOf(folder);
    }

    [SupportedOSPlatform("linux")]
    private static RootedFile OpenOnLinux(string full, string path, string trueRoot)
    {
        var handle = Refusing(path, () => LinuxFiles.Open(full));
        try
        {
            if (!IsUnder(LinuxFiles.PathOf(handle), trueRoot))
            {
                throw Outside(path);
            }

            return LinuxFiles.IsRegular(handle) ? new RootedFile(handle) : throw NotRegular(path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Where the system does not say what was opened: the way is judged before and after, which a link changed in
    /// between and back again could deceive.
    /// </summary>
    private static RootedFile OpenElsewhere(string full, string path, string trueRoot)
    {
        if (Directory.Exists(full))
        {
            throw NotRegular(path);
        }

        RefuseLinksOut(full, path, trueRoot);
        var handle = Refusing(path, () => File.OpenHandle(full, share: FileShare.ReadWrite | FileShare.Delete));
        try
        {
            RefuseLinksOut(full, path, trueRoot);
            return new RootedFile(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void RefuseLinksOut(string full, string path, string trueRoot)
    {
        for (var at = full; at is not null && at.Length > trueRoot.Length; at = Path.GetDirectoryName(at))
        {
            if (Refusing(path, () => File.ResolveLinkTarget(at, returnFinalTarget: true)) is { } target
                && !IsUnder(target.FullName, trueRoot))
            {
                throw Outside(path);
            }
        }
    }

    private static bool IsUnder(string path, string root)
    {
        var folder = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        return path.StartsWith(folder, StringComparison.Ordinal);
    }

    /// <summary>What no other attempt can change is not retried.</summary>
    private static T Refusing<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw OperationArgs.Bad($"{path}: no such file under the data root.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or PathTooLongException)
        {
            throw OperationArgs.Bad($"{path}: the file cannot be opened ({e.Message})");
        }
    }

    private static AttemptFailedException Outside(string path) =>
        OperationArgs.Bad($"{path}: lies outside the data root, or is a link that leads outside.");

    private static AttemptFailedException NotRegular(string path) =>
        OperationArgs.Bad($"{path}: is not a regular file.");
}
