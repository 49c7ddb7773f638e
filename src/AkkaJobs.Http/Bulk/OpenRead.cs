using System.Buffers;
using System.IO.Pipelines;

namespace AkkaJobs.Http;

/// <summary>
/// Reads from a pipe, and leaves none open: a body that is given up in the middle must still be drained by the server,
/// or the caller's connection breaks before it has read the answer.
/// </summary>
internal sealed class OpenRead(PipeReader reader)
{
    private ReadOnlySequence<byte>? _open;

    /// <summary>Whether nothing comes after what was read last.</summary>
    public bool IsLast { get; private set; }

    /// <summary>What was left, and what has come since.</summary>
    public async ValueTask<ReadOnlySequence<byte>> NextAsync(CancellationToken cancel)
    {
        var read = await reader.ReadAsync(cancel);
        _open = read.Buffer;
        IsLast = read.IsCompleted;
        return read.Buffer;
    }

    /// <summary>Everything was looked at, and is done with up to here.</summary>
    public void Done(SequencePosition consumed)
    {
        reader.AdvanceTo(consumed, _open!.Value.End);
        _open = null;
    }

    public void Close()
    {
        if (_open is { } open)
        {
            reader.AdvanceTo(open.End);
            _open = null;
        }
    }
}
