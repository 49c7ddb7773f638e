using AkkaJobs.Coordination;
using AkkaJobs.Followers;
using AkkaJobs.Protocol;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>What the journal says of itself.</summary>
/// <param name="End">Its end, with the highest token.</param>
/// <param name="EndAt">The time of its last event.</param>
/// <param name="Upto">The last commit that the tables' offset has passed, with the highest token up to there.</param>
/// <param name="IsReadable">Whether every row could be read and event numbers have no gap.</param>
internal sealed record JournalFacts(FollowerOffset End, Timestamp EndAt, FollowerOffset Upto, bool IsReadable);

/// <summary>Reads the journal once, from a start to its end, and checks what can be checked on the way.</summary>
/// <param name="reader">The journal.</param>
/// <param name="start">Where to begin.</param>
/// <param name="found">Told what is wrong.</param>
/// <param name="progress">Told how many of how many events have been read.</param>
internal sealed class JournalScan(
    JournalReader reader, AuditStart start, Action<Difference> found, Action<long, long> progress)
{
    private FollowerOffset _end = new(start.Number, start.Row, start.State.LastToken);
    private FollowerOffset _upto = new(start.Number, start.Row, start.State.LastToken);
    private Timestamp _at = start.State.LastAt;

    /// <summary>Reads it.</summary>
    /// <param name="upto">The tables' offset.</param>
    /// <param name="each">Told each event up to there.</param>
    /// <param name="cancel">Ends it.</param>
    public JournalFacts Run(long upto, Action<long, CoordinatorEvent> each, CancellationToken cancel)
    {
        try
        {
            var total = (reader.Last()?.Commit.Last ?? start.Number) - start.Number;
            while (reader.Read(_end.Row) is { Count: > 0 } commits)
            {
                cancel.ThrowIfCancellationRequested();
                foreach (var commit in commits)
                {
                    if (!Follows(commit.Commit))
                    {
                        return Facts(isReadable: false);
                    }

                    Take(commit, upto, each);
                }

                progress(_end.Number - start.Number, Math.Max(total, _end.Number - start.Number));
            }

            return Facts(isReadable: true);
        }
        catch (JournalUnreadableException fault)
        {
            var before = fault.Row is { } row && row > 1 ? reader.ReadOne(row - 1)?.Commit.Last ?? 0 : start.Number;
            found(Difference.InJournal(null, before + 1, "a row that can be read", fault.Message));
            return Facts(isReadable: false);
        }
    }

    private JournalFacts Facts(bool isReadable) => new(_end, _at, _upto, isReadable);

    private bool Follows(JournalCommit commit)
    {
        if (commit.First == _end.Number + 1 && commit.Events.Count > 0)
        {
            return true;
        }

        found(Difference.InJournal(
            null, _end.Number + 1, $"event {_end.Number + 1} behind event {_end.Number}",
            $"a row of {commit.Events.Count} events from event {commit.First}"));
        return false;
    }

    private void Take(StoredCommit stored, long upto, Action<long, CoordinatorEvent> each)
    {
        var number = stored.Commit.First;
        var token = _end.Token;
        var isCompared = stored.Commit.Last <= upto;
        foreach (var e in stored.Commit.Events)
        {
            token = Check(number, e, token);
            if (isCompared)
            {
                each(number, e);
            }

            number++;
        }

        _end = new FollowerOffset(stored.Commit.Last, stored.Row, token);
        _upto = isCompared ? _end : _upto;
    }

    private long Check(long number, CoordinatorEvent e, long token)
    {
        if (e.At < _at)
        {
            found(Difference.InJournal(
                (e as JobEvent)?.Job.ToString(), number, $"a time not before {_at}", $"{e.At}"));
        }

        _at = Timestamp.Max(_at, e.At);
        if (e is not JobClaimed claimed)
        {
            return e is TokensRaised raised ? Math.Max(token, raised.Token) : token;
        }

        if (claimed.Token <= token)
        {
            found(Difference.InJournal(
                claimed.Job.ToString(), number, $"a token above {token}", $"token {claimed.Token}"));
        }

        return Math.Max(token, claimed.Token);
    }
}
