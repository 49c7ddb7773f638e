using System.Text;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Protocol;

/// <summary>
/// Bytes that were written once and must be read for ever. With <c>AKKAJOBS_RECORD_GOLDEN=1</c> they are written anew,
/// which is right only for what was never released.
/// </summary>
internal static class Golden
{
    private const int BytesPerLine = 32;

    private static string Folder { get; } =
        Path.Combine(Repository.Root, "tests", "AkkaJobs.Tests", "Protocol", "Golden");

    private static bool IsRecording => Environment.GetEnvironmentVariable("AKKAJOBS_RECORD_GOLDEN") == "1";

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.hex")
        .Select(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>Compares with the recorded bytes, and returns those.</summary>
    public static byte[] Check(string name, byte[] bytes)
    {
        var file = Path.Combine(Folder, $"{name}.hex");
        if (IsRecording)
        {
            File.WriteAllText(file, ToText(bytes));
        }

        Assert.True(File.Exists(file), $"{name}.hex is not recorded; run once with AKKAJOBS_RECORD_GOLDEN=1.");
        var text = File.ReadAllText(file);
        Assert.Equal(text, ToText(bytes));
        return Convert.FromHexString(text.Replace("\n", "", StringComparison.Ordinal));
    }

    private static string ToText(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var line in bytes.Chunk(BytesPerLine))
        {
            text.Append(Convert.ToHexString(line)).Append('\n');
        }

        return text.ToString();
    }
}
