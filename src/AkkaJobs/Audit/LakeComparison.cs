using System.Globalization;
using System.Text;
using System.Text.Json;
using AkkaJobs.Followers;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>
/// Compares the lake's files with the finishes, both in the order of their numbers, so that neither is held in memory.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="bounds">How far.</param>
/// <param name="finishes">What the journal says.</param>
/// <param name="pruned">What only the lake can tell of: such a line is believed.</param>
/// <param name="found">Told each difference.</param>
/// <param name="token">Told each token of a line that is not of the job and event that the journal has.</param>
internal sealed class LakeComparison(
    LakeFolder lake,
    LakeBounds bounds,
    Cursor<ResultRow> finishes,
    PrunedRows pruned,
    Action<Difference> found,
    Action<long> token)
{
    private DatalakeFile? _before;

    /// <summary>Compares; to be read to its end.</summary>
    /// <param name="files">
    /// In the order of their first numbers; of two that begin with the same, the longer first.
    /// </param>
    public IEnumerable<LakeVerdict> Run(IEnumerable<DatalakeFile> files)
    {
        foreach (var file in files)
        {
            var state = Look(file);
            _before = state == LakeState.Unexplained ? _before : file;
            yield return new LakeVerdict(file, state);
        }

        Miss(long.MaxValue);
    }

    private static string NameOf(DatalakeFile file) => $"datalake {LakeFolder.NameOf(file)}";

    private LakeState Look(DatalakeFile file)
    {
        if (file.Last > bounds.End)
        {
            BeyondTheEnd(file);
            return LakeState.Unexplained;
        }

        if (_before is { } before && file.First <= before.Last)
        {
            found(new Difference(
                NameOf(file), null, file.First, "no event in two files",
                $"events that are in {NameOf(before)} as well"));
            return LakeState.Unexplained;
        }

        // The exporter has gone on since the tables were looked at.
        if (file.Last > bounds.Upto)
        {
            return LakeState.Good;
        }

        Miss(file.First);
        return Compare(file);
    }

    /// <summary>Finishes before a file that are in none, though the exporter is past them.</summary>
    private void Miss(long first)
    {
        while (finishes.Next is { } next && next.Id < first)
        {
            if (next.Id <= bounds.Exported)
            {
                found(new Difference("datalake", next.JobId, next.Id, "a line", Difference.Nothing));
            }

            finishes.Take();
        }
    }

    private LakeState Compare(DatalakeFile file)
    {
        var isGood = true;
        var tally = new LakeTally(file.Date);
        foreach (var line in LakeLines.Read(lake.PathOf(file)))
        {
            isGood &= Compare(file, line, tally);
        }

        while (finishes.Next is { } next && next.Id <= file.Last)
        {
            MissIn(file, Take(tally));
            isGood = false;
        }

        if (tally.First != file.First || tally.Last != file.Last)
        {
            found(new Difference(
                NameOf(file), null, file.First, "a name made of its first and last finish",
                $"a name that says {file.First} to {file.Last}"));
            return tally.HasLinesOfItsOwn ? LakeState.Good : LakeState.Unexplained;
        }

        if (tally.Date != file.Date)
        {
            found(new Difference(
                NameOf(file), null, file.First, $"the folder date={tally.Date}", $"date={file.Date}"));
            return tally.HasLinesOfItsOwn ? LakeState.Good : LakeState.Unexplained;
        }

        // Lines that nobody but this file tells of could not be written anew: it stays as it is.
        return isGood || tally.HasLinesOfItsOwn ? LakeState.Good : LakeState.WrongLines;
    }

    private ResultRow Take(LakeTally tally)
    {
        var row = finishes.Take();
        tally.Take(row.Id, row.ProcessedAt);
        return row;
    }

    /// <summary>Compares a line, and takes what it stands for.</summary>
    private bool Compare(DatalakeFile file, LakeText line, LakeTally tally)
    {
        if (line.IsWhole
            && finishes.Next is { } next
            && next.Id <= file.Last
            && line.Bytes.SequenceEqual(LakeLine.Of(next)))
        {
            Take(tally);
            return true;
        }

        var fields = LakeLine.Fields(line.Bytes);
        if (fields is null || IntegerOf(fields, "id") is not { } id)
        {
            found(new Difference(NameOf(file), null, null, "lines of finishes", Encoding.UTF8.GetString(line.Bytes)));
            return false;
        }

        while (id <= file.Last && finishes.Next is { } missed && missed.Id < id)
        {
            MissIn(file, Take(tally));
        }

        if (id <= file.Last && finishes.Next is { } same && same.Id == id)
        {
            NoteUnless(JobOf(fields) == same.JobId, fields);
            Compare(file, line, fields, Take(tally));
            return false;
        }

        if (line.IsWhole && id > tally.Last && id <= file.Last && pruned.IsOnlyInLake(id, TextOf(fields, "status")))
        {
            tally.TakeItsOwn(id, TextOf(fields, "processed_at") ?? "");
            return true;
        }

        NoteUnless(id <= tally.Last, fields);

        found(new Difference(
            NameOf(file), JobOf(fields), id, id <= tally.Last ? "one line" : Difference.Nothing,
            id <= tally.Last ? "another one" : Encoding.UTF8.GetString(line.Bytes)));
        return false;
    }

    private void Compare(DatalakeFile file, LakeText line, IReadOnlyDictionary<string, string> fields, ResultRow row)
    {
        var bytes = LakeLine.Of(row);
        var expected = LakeLine.Fields(bytes)!;
        var apart = expected.Keys.Union(fields.Keys)
            .Where(name => expected.GetValueOrDefault(name) != fields.GetValueOrDefault(name)).ToList();
        foreach (var name in apart)
        {
            found(new Difference(
                $"{NameOf(file)} {name}", row.JobId, row.Id, expected.GetValueOrDefault(name, Difference.Nothing),
                fields.GetValueOrDefault(name, Difference.Nothing)));
        }

        if (apart.Count == 0)
        {
            found(new Difference(
                NameOf(file), row.JobId, row.Id, Encoding.UTF8.GetString(bytes) + "\n",
                Encoding.UTF8.GetString(line.Bytes) + (line.IsWhole ? "\n" : "")));
        }
    }

    private void BeyondTheEnd(DatalakeFile file)
    {
        foreach (var line in LakeLines.Read(lake.PathOf(file)))
        {
            var fields = LakeLine.Fields(line.Bytes) ?? new Dictionary<string, string>();
            NoteUnless(isExplained: false, fields);
            if (IntegerOf(fields, "id") is not { } id || id > bounds.End)
            {
                found(new Difference(
                    NameOf(file), JobOf(fields), IntegerOf(fields, "id"),
                    string.Create(
                        CultureInfo.InvariantCulture, $"nothing beyond the journal's end, event {bounds.End}"),
                    Encoding.UTF8.GetString(line.Bytes)));
            }
        }
    }

    private void MissIn(DatalakeFile file, ResultRow row) =>
        found(new Difference(NameOf(file), row.JobId, row.Id, "a line", Difference.Nothing));

    private void NoteUnless(bool isExplained, IReadOnlyDictionary<string, string> fields)
    {
        if (!isExplained && IntegerOf(fields, "token") is { } its)
        {
            token(its);
        }
    }

    private static long? IntegerOf(IReadOnlyDictionary<string, string> fields, string name) =>
        long.TryParse(fields.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? JobOf(IReadOnlyDictionary<string, string> fields) => TextOf(fields, "job_id");

    private static string? TextOf(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name) is ['"', .., '"'] text ? JsonSerializer.Deserialize<string>(text) : null;
}
