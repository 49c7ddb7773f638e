using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AkkaJobs.Cmd.Output;

/// <summary>
/// Standard output that says when nobody reads it any more: the console's own passes a broken pipe over in silence,
/// and what is repeated would go on for ever.
/// </summary>
internal static class StandardOutput
{
    public static TextWriter Open()
    {
        var stream = Console.IsOutputRedirected && !OperatingSystem.IsWindows()
            ? new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0)
            : Console.OpenStandardOutput();
        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
