using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace AkkaJobs.Node.Operations;

/// <summary>
/// What .NET does not offer: to open without waiting (opening a pipe waits for its writer), and to ask an open file
/// what and where it is.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class LinuxFiles
{
    private const int ReadOnly = 0;
    private const int NoTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    private const int NoSuchEntry = 2;
    private const int NoSuchDevice = 6;
    private const int AccessDenied = 13;
    private const int NotADirectory = 20;
    private const int NameTooLong = 36;
    private const int TooManyLinks = 40;

    private const int EmptyPath = 0x1000;
    private const uint TypeAndMode = 0x1 | 0x2;
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>Opens whatever is there for reading.</summary>
    /// <exception cref="IOException">It is not there, or cannot be opened; the type says which.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not.</exception>
    public static SafeFileHandle Open(string path)
    {
        var descriptor = open(path, ReadOnly | NoTerminal | NonBlocking | CloseOnExec);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        var error = Marshal.GetLastPInvokeError();
        var message = Marshal.GetPInvokeErrorMessage(error);
        throw error switch
        {
            NoSuchEntry or NotADirectory => new FileNotFoundException(message),
            AccessDenied or TooManyLinks or NoSuchDevice => new UnauthorizedAccessException(message),
            NameTooLong => new PathTooLongException(message),
            _ => new IOException($"{message} (error {error})"),
        };
    }

    /// <summary>Where an open file is, links resolved.</summary>
    public static string PathOf(SafeFileHandle file) =>
        new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget
            ?? throw new IOException("/proc is not there, so it cannot be known where an open file is.");

    /// <summary>Whether an open file is a regular one: no folder, pipe, socket or device.</summary>
    public static bool IsRegular(SafeFileHandle file)
    {
        var buffer = new byte[StatxBytes];
        if (statx((int)file.DangerousGetHandle(), "", EmptyPath, TypeAndMode, buffer) != 0)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        var mode = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(ModeOffset));
        return (mode & TypeMask) == RegularType;
    }

#pragma warning disable IDE1006, SYSLIB1054 // The C library's names; a source generator would need unsafe code.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] buffer);
#pragma warning restore IDE1006, SYSLIB1054
}
