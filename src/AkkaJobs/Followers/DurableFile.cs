using System.Runtime.InteropServices;

namespace AkkaJobs.Followers;

/// <summary>Files that are there whole after a power cut, or not at all.</summary>
internal static class DurableFile
{
    /// <summary>Makes a folder, and has its parents know it on the disk.</summary>
    public static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            MakeFolder(parent);
            Directory.CreateDirectory(folder);
            Sync(parent);
            return;
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>
    /// Has a folder's names on the disk. Windows neither offers nor needs it: NTFS journals names by itself.
    /// </summary>
    /// <exception cref="IOException">The disk will not.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, 0);
        if (handle < 0)
        {
            throw new IOException(
                $"Cannot open the folder {folder} to sync it: error {Marshal.GetLastPInvokeError()}.");
        }

        var failed = FSync(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (failed)
        {
            throw new IOException($"Cannot sync the folder {folder}: error {error}.");
        }
    }

    // .NET opens no folders, so this goes to the system. 0 is O_RDONLY everywhere.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
