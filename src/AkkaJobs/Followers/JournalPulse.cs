namespace AkkaJobs.Followers;

/// <summary>
/// Says that the journal has grown, to any number of waiters by one look: it looks only while somebody waits.
/// </summary>
/// <param name="last">The journal's last row.</param>
/// <param name="time">The clock.</param>
internal sealed class JournalPulse(Func<long> last, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private Task<long>? _look;

    /// <summary>Waits until there is a row after this one.</summary>
    public async Task WaitAsync(long row, CancellationToken cancel)
    {
        while (await Next().WaitAsync(cancel).ConfigureAwait(false) <= row)
        {
            // The next look.
        }
    }

    private Task<long> Next()
    {
        lock (_lock)
        {
            return _look is { IsCompleted: false } ? _look : _look = LookAsync();
        }
    }

    private async Task<long> LookAsync()
    {
        await Task.Delay(Every, time, CancellationToken.None).ConfigureAwait(false);
        return await Task.Run(last).ConfigureAwait(false);
    }
}
