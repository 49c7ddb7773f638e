using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace AkkaJobs.Node.Operations;

/// <summary>
/// <c>sha256</c>: the digest of a regular file under the data root. The file is opened first and judged by what was
/// opened, so that no link put in its place between a look and the opening can lead outside.
/// </summary>
internal sealed class FileDigest(string dataRoot)
{
    private const int ChunkBytes = 128 << 10;

    /// <summary>Computes <c>{sha256, bytes}</c> of <c>{path}</c>, relative to the root or absolute under it.</summary>
    public JsonText Run(JsonText args, JobContext job)
    {
        var value = OperationArgs.Read(args, ["path"])["path"];
        if (value.ValueKind != JsonValueKind.String)
        {
            throw OperationArgs.Bad("path", "a string", value);
        }

        if (dataRoot.Length == 0)
        {
            throw OperationArgs.Bad("akkajobs.operations.data-root is not set, so no file may be read.");
        }

        using var file = RootedFile.Open(dataRoot, value.GetString()!);
        return Digest(file, job.Cancel);
    }

    private static JsonText Digest(RootedFile file, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long bytes = 0;
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file.Handle, chunk, bytes);
                if (read == 0)
                {
                    break;
                }

                hash.AppendData(chunk, 0, read);
                bytes += read;
            }

            return JsonText.From(new Result(Convert.ToHexStringLower(hash.GetHashAndReset()), bytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private sealed record Result(string Sha256, long Bytes);
}
