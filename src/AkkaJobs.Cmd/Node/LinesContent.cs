using System.Net;
using System.Net.Http.Headers;

namespace AkkaJobs.Cmd.Node;

/// <summary>Arguments, and behind them a file as it is read: any length, never held.</summary>
internal sealed class LinesContent : HttpContent
{
    private const int Piece = 64 * 1024;

    private readonly ReadOnlyMemory<byte> _arguments;
    private readonly Stream _file;
    private readonly Action<long> _sent;

    /// <param name="arguments">One line of JSON.</param>
    /// <param name="file">What follows; stays the caller's.</param>
    /// <param name="sent">Told how many bytes of the file are out.</param>
    public LinesContent(ReadOnlyMemory<byte> arguments, Stream file, Action<long> sent)
    {
        (_arguments, _file, _sent) = (arguments, file, sent);
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_arguments, cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        var piece = new byte[Piece];
        var total = 0L;
        while (await _file.ReadAsync(piece, cancellationToken) is > 0 and var read)
        {
            await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            total += read;
            _sent(total);
        }
    }
}
