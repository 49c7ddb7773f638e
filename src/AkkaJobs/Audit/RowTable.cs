using System.Globalization;
using System.Linq.Expressions;
using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Audit;

/// <summary>One of the tables, as an audit sees it: what should be there beside what is there.</summary>
/// <param name="expected">What the journal says.</param>
/// <param name="rows">What is there, in the order of the key.</param>
/// <param name="key">The row's own number.</param>
/// <param name="among">Whether its number is one of some.</param>
/// <param name="names">Its job, and the event it stands for.</param>
internal sealed class RowTable<T>(
    SpillSort<T> expected,
    Func<IEnumerable<T>> rows,
    Func<T, long> key,
    Func<IReadOnlyCollection<long>, Expression<Func<T, bool>>> among,
    Func<T, (string Job, long Number)> names)
    where T : class
{
    private const int RowsAtOnce = 500;

    /// <summary>Reports each difference.</summary>
    /// <param name="found">Told of it.</param>
    /// <param name="unexplained">Told each row that is not of the job and event that the journal has there.</param>
    /// <param name="cancel">Ends it.</param>
    public void Compare(Action<Difference> found, Action<T> unexplained, CancellationToken cancel)
    {
        foreach (var pair in ReadPairs())
        {
            cancel.ThrowIfCancellationRequested();
            if (pair.Found is { } there && (pair.Expected is not { } row || names(row) != names(there)))
            {
                unexplained(there);
            }

            foreach (var difference in Differences(pair))
            {
                found(difference);
            }
        }
    }

    /// <summary>Brings the table to what the journal says.</summary>
    /// <param name="data">
    /// Another connection than that of the rows, in a transaction: while it writes, the rows must be as they were.
    /// </param>
    public void Mend(DataConnection data)
    {
        // What is wrong goes first: a row to be written may carry the id of one under a wrong number.
        foreach (var some in Wrong().Where(pair => pair.Found is not null).Select(pair => key(pair.Found!))
            .Chunk(RowsAtOnce))
        {
            data.GetTable<T>().Where(among(some)).Delete();
        }

        foreach (var row in Wrong().Select(pair => pair.Expected).OfType<T>())
        {
            data.Insert(row);
        }
    }

    private IEnumerable<Pair<T>> ReadPairs() => Pairs.Of(expected.Read(), rows(), key);

    private IEnumerable<Pair<T>> Wrong() => ReadPairs().Where(pair => !Equals(pair.Expected, pair.Found));

    private IEnumerable<Difference> Differences(Pair<T> pair)
    {
        if (Equals(pair.Expected, pair.Found))
        {
            return [];
        }

        var (job, number) = names(pair.Expected ?? pair.Found!);
        return pair switch
        {
            { Expected: { } row, Found: { } there } => RowColumns<T>.Apart(row, there)
                .Select(apart => new Difference(apart.Column, job, number, apart.Expected, apart.Found)),
            { Found: { } there } => [new Difference(RowColumns<T>.Table, job, number, Difference.Nothing, Name(there))],
            { Expected: { } row } => [new Difference(RowColumns<T>.Table, job, number, Name(row), Difference.Nothing)],
            _ => [],
        };
    }

    private string Name(T row) => string.Create(CultureInfo.InvariantCulture, $"row {key(row)}");
}
