using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AkkaJobs.Cmd.Output;

/// <summary>
/// Standard output that says when nobody reads it any more: the console's own passes a broken pipe over in silence,
/// and what is repeated would go on for ever. A file has no reader to lose, and several commands may share it: there
/// each must write where the last one ended, which a <see cref="FileStream"/> does not.
/// </summary>
internal static class StandardOutput
{
    public static TextWriter Open()
    {
        var stream = MayBreak() ?? Console.OpenStandardOutput();
        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private static FileStream? MayBreak()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
        {
            return null;
        }

        var stream = new FileStream(
            new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : stream;
    }
}
