using System.Data.Common;
using System.Threading.Channels;

namespace AkkaJobs.Followers;

/// <summary>Follows the finishes in the tables into the datalake.</summary>
/// <param name="export">What writes the files.</param>
/// <param name="moved">Told the last finish of each file that is done, on the follower's thread.</param>
/// <param name="time">For the waits between attempts.</param>
internal sealed class DatalakeFollower(DatalakeExport export, Action<long> moved, TimeProvider time)
{
    /// <summary>Its name.</summary>
    public const string Name = "datalake";

    private static readonly RetryWait Waits = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));

    private readonly FollowerStatus _status = new(Name, time);
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _exported = -1;

    /// <summary>
    /// Where it stands: the last finish exported; lag counts from there to the last finish in the tables.
    /// </summary>
    public FollowerView View() => _status.View();

    /// <summary>To be called when the tables have moved. Never waits.</summary>
    public void Wake() => _bell.Writer.TryWrite(true);

    /// <summary>
    /// Follows until it is cancelled. While the tables or the disk are away it tries again and again.
    /// </summary>
    /// <exception cref="DatalakeApartException">The lake belongs to another journal.</exception>
    public Task RunAsync(CancellationToken cancel) => Task.Run(() => TryAsync(cancel), CancellationToken.None);

    private async Task TryAsync(CancellationToken cancel)
    {
        var wait = Waits.First;
        while (!cancel.IsCancellationRequested)
        {
            var before = _exported;
            try
            {
                await FollowAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception away) when (away is DbException or IOException or UnauthorizedAccessException)
            {
                _status.Error = $"The tables or the datalake's disk are away: {away.Message}";
                wait = Waits.After(wait, hasMoved: _exported != before);
                await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                _status.Error = e.Message;
                throw;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        while (!export.Settle())
        {
            await _bell.Reader.ReadAsync(cancel).ConfigureAwait(false);
        }

        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var outcome = export.ExportNext();
            Report(outcome);
            if (outcome.Again)
            {
                continue;
            }

            if (outcome.Wait is { } wait)
            {
                await Task.Delay(wait, time, cancel).ConfigureAwait(false);
                continue;
            }

            await _bell.Reader.ReadAsync(cancel).ConfigureAwait(false);
        }
    }

    private void Report(ExportOutcome outcome)
    {
        _status.Stored(outcome.Exported);
        var (last, since) = export.After(outcome.Exported);
        _status.Knows(last);
        if (since is { } at)
        {
            _status.Behind(last, at);
        }

        if (outcome.Exported != _exported)
        {
            _exported = outcome.Exported;
            moved(outcome.Exported);
        }
    }
}
