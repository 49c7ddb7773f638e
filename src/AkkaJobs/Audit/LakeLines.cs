namespace AkkaJobs.Audit;

/// <summary>A line of a file.</summary>
/// <param name="Bytes">Without its line feed.</param>
/// <param name="IsWhole">Whether it has one.</param>
internal readonly record struct LakeText(byte[] Bytes, bool IsWhole);

/// <summary>Reads a file line by line, and says whether the last one is whole.</summary>
internal static class LakeLines
{
    private const int Buffer = 64 * 1024;

    public static IEnumerable<LakeText> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var line = new MemoryStream();
        var buffer = new byte[Buffer];
        while (file.Read(buffer) is var count and > 0)
        {
            var from = 0;
            while (Array.IndexOf(buffer, (byte)'\n', from, count - from) is var end and >= 0)
            {
                line.Write(buffer, from, end - from);
                yield return new LakeText(line.ToArray(), true);
                line.SetLength(0);
                from = end + 1;
            }

            line.Write(buffer, from, count - from);
        }

        if (line.Length > 0)
        {
            yield return new LakeText(line.ToArray(), false);
        }
    }
}
