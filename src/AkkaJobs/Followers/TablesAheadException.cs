using AkkaJobs.Storage;

namespace AkkaJobs.Followers;

/// <summary>
/// The tables hold what the journal does not: it has lost writes, or an older one was put in its place. To go on would
/// give event numbers and tokens a second meaning.
/// </summary>
internal sealed class TablesAheadException(string what, JobsDatabase journal) : Exception(
    $"{what} The journal has lost writes, or an older copy was put back. {journal.PutJournalBack}; or, to go on with "
    + "this journal, stop every node and run AkkaJobs.Node audit --repair with the same arguments: it sets tables and "
    + "datalake back to the journal, and lets no token be given twice.")
{
    /// <summary>Compares the tables with the end of the journal, as recovery found it.</summary>
    /// <exception cref="TablesAheadException">They are ahead.</exception>
    public static void ThrowIfAhead(
        FollowerOffset tables, long lastNumber, long lastToken, JobsDatabase journal)
    {
        if (tables.Number > lastNumber)
        {
            throw new TablesAheadException(
                $"The tables are at event {tables.Number}, but the journal ends with event {lastNumber}.",
                journal);
        }

        if (tables.Token > lastToken)
        {
            throw new TablesAheadException(
                $"The tables know token {tables.Token}, but the last one in the journal is {lastToken}.",
                journal);
        }
    }

    /// <summary>Checks that the journal row at the tables' offset ends with the event at their offset.</summary>
    /// <exception cref="TablesAheadException">It does not.</exception>
    public static void ThrowIfApart(FollowerOffset tables, JournalReader journal)
    {
        if (tables.Row == 0)
        {
            return;
        }

        if (journal.ReadOne(tables.Row) is not { } found)
        {
            // Rows up to the offset may have been pruned; then the ones after it still follow, or nothing is there.
            if (journal.Read(tables.Row) is [var next, ..] && next.Commit.First == tables.Number + 1)
            {
                return;
            }

            throw new TablesAheadException(
                $"The tables are at event {tables.Number}, but the journal does not hold it.",
                journal.Database);
        }

        if (found.Row != tables.Row || found.Commit.Last != tables.Number)
        {
            throw new TablesAheadException(
                $"The tables are at event {tables.Number} of journal row {tables.Row}, but the journal has "
                + $"row {found.Row} end with event {found.Commit.Last}.",
                journal.Database);
        }
    }
}
