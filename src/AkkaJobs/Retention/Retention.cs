using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Retention;

/// <summary>
/// Looks again and again for what is over, and prunes it in small steps with a breath between them, beside the
/// followers of the coordinator's node.
/// </summary>
/// <param name="tables">Prunes jobs and results.</param>
/// <param name="journal">Prunes the journal.</param>
/// <param name="every">From one look to the next.</param>
/// <param name="status">Hears what holds it back.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Hears the same, once.</param>
internal sealed class Retention(
    TablePruning tables,
    JournalPruning journal,
    TimeSpan every,
    RetentionStatus status,
    TimeProvider time,
    ILogger log)
{
    /// <summary>Between two steps: other writers of the same database come first.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    private static readonly Action<ILogger, string, Exception?> HeldBack = LoggerMessage.Define<string>(
        LogLevel.Warning, new EventId(1, nameof(HeldBack)), "Retention is held back: {Reason}");

    private static readonly Action<ILogger, string, Exception?> Away = LoggerMessage.Define<string>(
        LogLevel.Warning, new EventId(2, nameof(Away)), "Retention could not prune and tries again: {Reason}");

    private bool _held;

    /// <summary>Prunes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                await TryRoundAsync(cancel).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            status.Say(null);
        }
    }

    /// <summary>Prunes all that is over now.</summary>
    /// <exception cref="DbException">The database is away; what was begun is whole or was not done.</exception>
    public async Task RoundAsync(CancellationToken cancel)
    {
        PruneOutcome held = default;
        foreach (var finished in TablePruning.Statuses)
        {
            var tooMany = tables.TooMany(finished);
            PruneOutcome outcome;
            while ((outcome = tables.Step(finished, tooMany)).More)
            {
                await BreatheAsync(cancel).ConfigureAwait(false);
            }

            held = outcome.Holder is null ? held : outcome;
        }

        var moved = journal.MoveHorizon();
        held = moved.Holder is null ? held : moved;
        while (journal.Step())
        {
            await BreatheAsync(cancel).ConfigureAwait(false);
        }

        Say(held);
    }

    private async Task TryRoundAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Run(() => RoundAsync(cancel), cancel).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            Away(log, away.Message, null);
        }
    }

    private Task BreatheAsync(CancellationToken cancel) => Task.Delay(Breath, time, cancel);

    /// <summary>A follower that is a moment behind is no news; one that still is at the next look is.</summary>
    private void Say(PruneOutcome held)
    {
        var again = held.Holder is not null && _held;
        _held = held.Holder is not null;
        if (_held && !again)
        {
            return;
        }

        var reason = held.Holder is null
            ? null
            : $"{held.Holder} stands at event {held.HolderAt}, and what it has not stored is not pruned.";
        if (status.Say(reason) && reason is not null)
        {
            HeldBack(log, reason, null);
        }
    }
}
