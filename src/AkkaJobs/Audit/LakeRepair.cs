using System.Globalization;
using AkkaJobs.Followers;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>
/// Brings the lake to what the journal says. A file is written aside, synced, renamed and its folder synced; what stood
/// in its place, and what nothing explains, is kept under <c>.removed</c>.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="exported">Each finish up to here must have its line.</param>
/// <param name="finishes">What the journal says.</param>
/// <param name="did">Told each thing that was done.</param>
internal sealed class LakeRepair(LakeFolder lake, long exported, Cursor<ResultRow> finishes, Action<string> did)
{
    /// <summary>Mends it.</summary>
    /// <param name="verdicts">On every file whose name the exporter gives, in the order of their first numbers.</param>
    public void Run(IEnumerable<LakeVerdict> verdicts)
    {
        foreach (var (file, state) in verdicts)
        {
            if (state == LakeState.Unexplained)
            {
                Remove(LakeFolder.NameOf(file));
                continue;
            }

            Fill(file.First);
            if (state == LakeState.WrongLines)
            {
                var aside = Write(UpTo(file.Last), out _);
                Remove(LakeFolder.NameOf(file));
                Put(aside, file);
            }

            while (finishes.Next is { } next && next.Id <= file.Last)
            {
                finishes.Take();
            }
        }

        Fill(long.MaxValue);
    }

    /// <summary>Moves away a file of a name that no exporter gives.</summary>
    public void Remove(string name) => did($"datalake {name}: moved to {lake.Remove(name)}");

    /// <summary>Makes files of the finishes before a file that are in none.</summary>
    private void Fill(long first)
    {
        while (finishes.Next is { } next && next.Id < first && next.Id <= exported)
        {
            var date = next.ProcessedAt[..10];
            var aside = Write(Fitting(Math.Min(first - 1, exported), date), out var last);
            Put(aside, new DatalakeFile(date, next.Id, last));
        }

        while (finishes.Next is { } rest && rest.Id < first)
        {
            finishes.Take();
        }
    }

    private IEnumerable<ResultRow> UpTo(long last)
    {
        while (finishes.Next is { } next && next.Id <= last)
        {
            yield return finishes.Take();
        }
    }

    /// <summary>What the exporter would put into one file.</summary>
    private IEnumerable<ResultRow> Fitting(long last, string date)
    {
        var bytes = 0L;
        for (var lines = 0; lines < DatalakeExport.MaxLines && bytes <= DatalakeExport.MaxBytes; lines++)
        {
            if (finishes.Next is not { } next
                || next.Id > last
                || !next.ProcessedAt.StartsWith(date, StringComparison.Ordinal))
            {
                yield break;
            }

            bytes += next.Args.Length + (next.Result?.Length ?? 0) + (next.Error?.Length ?? 0);
            yield return finishes.Take();
        }
    }

    private FileStream Write(IEnumerable<ResultRow> rows, out long last)
    {
        last = 0;
        var aside = lake.NewAside();
        foreach (var row in rows)
        {
            aside.Write(LakeLine.Of(row));
            aside.WriteByte((byte)'\n');
            last = row.Id;
        }

        return aside;
    }

    private void Put(FileStream aside, DatalakeFile file)
    {
        lake.Put(aside, file);
        did(string.Create(CultureInfo.InvariantCulture, $"datalake {LakeFolder.NameOf(file)}: written anew"));
    }
}
