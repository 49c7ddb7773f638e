using AkkaJobs.Audit;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Storage;

namespace AkkaJobs.Tests.Audit;

/// <summary>The audit of a lake on SQLite.</summary>
public sealed class LakeAuditOnSqlite() : LakeAuditSpec(SqliteStore.New);

/// <summary>The audit of a lake on PostgreSQL.</summary>
public sealed class LakeAuditOnPostgres() : LakeAuditSpec(PostgresStore.New);

/// <summary>What an audit of the lake finds and mends.</summary>
public abstract class LakeAuditSpec : IDisposable
{
    private readonly AuditWorld _world;

    private protected LakeAuditSpec(Func<TestStore> newStore) => _world = AuditWorld.Lived(newStore());

    [SkippableFact]
    public void A_line_is_what_the_exporter_writes()
    {
        var lines = _world.LakeFiles().SelectMany(file => LakeLines.Read(Path.Combine(_world.Results, file)));
        Assert.Equal(
            _world.Finishes().Select(row => System.Text.Encoding.UTF8.GetString(LakeLine.Of(row))),
            lines.Select(line => System.Text.Encoding.UTF8.GetString(line.Bytes)));
    }

    [SkippableFact]
    public void A_file_that_is_gone_is_found_by_its_finishes_and_restored_with_its_bytes()
    {
        foreach (var file in _world.LakeFiles())
        {
            var path = Path.Combine(_world.Results, file);
            var before = File.ReadAllBytes(path);
            File.Delete(path);

            var differences = _world.Mend();

            Assert.Equal(
                Ids(before), differences.Select(d => (d.Where, d.Job!, d.Number!.Value, d.Expected, d.Found)));
            Assert.Equal(before, File.ReadAllBytes(path));
        }

        static IEnumerable<(string, string, long, string, string)> Ids(byte[] file) =>
            System.Text.Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => LakeLine.Fields(System.Text.Encoding.UTF8.GetBytes(line))!)
                .Select(line => ("datalake", line["job_id"].Trim('"'), long.Parse(
                    line["id"], System.Globalization.CultureInfo.InvariantCulture), "a line", "nothing"));
    }

    [SkippableFact]
    public void A_lake_that_is_gone_is_written_anew()
    {
        Directory.Delete(_world.Lake, recursive: true);
        Assert.Equal(5, _world.Mend().Count);
        Assert.Equal(5, _world.LakeFiles().Sum(file => File.ReadLines(Path.Combine(_world.Results, file)).Count()));
    }

    [SkippableTheory]
    [InlineData("id")]
    [InlineData("job_id")]
    [InlineData("operation")]
    [InlineData("args")]
    [InlineData("status")]
    [InlineData("result")]
    [InlineData("error")]
    [InlineData("processed_by")]
    [InlineData("processed_at")]
    [InlineData("duration_ms")]
    [InlineData("attempt")]
    [InlineData("token")]
    public void A_changed_field_is_found_by_its_name(string field)
    {
        var row = _world.Finishes().First(finish => finish.Result is not null);
        var file = FileOf(row);
        var fields = LakeLine.Fields(LakeLine.Of(row))!;
        var before = $"\"{field}\":{fields[field]}";
        Change(file, text => Replace(text, before, $"\"{field}\":77"));

        var differences = _world.Mend();

        Assert.All(differences, d => Assert.Contains(file, d.Where, StringComparison.Ordinal));
        if (field == "id")
        {
            Assert.Equal([row.Id, 77], differences.Select(d => d.Number!.Value).Order());
            return;
        }

        var difference = Assert.Single(differences);
        Assert.Equal(new Difference($"datalake {file} {field}", row.JobId, row.Id, fields[field], "77"), difference);
    }

    [SkippableFact]
    public void A_line_too_many_is_found_and_kept_aside()
    {
        var row = _world.Finishes()[1];
        var file = FileOf(row);
        const string line = """{"id":6,"job_id":"no-job","token":5}""";
        Change(file, text => $"{line}\n{text}");

        var difference = Assert.Single(_world.Mend());

        Assert.Equal(new Difference($"datalake {file}", "no-job", 6, "nothing", line), difference);
        Assert.Contains(_world.Did, did => did == $"datalake {file}: moved to .removed/{file}");
        Assert.StartsWith(
            line, File.ReadAllText(Path.Combine(_world.Lake, ".removed", file)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_line_that_stands_twice_is_found()
    {
        var row = _world.Finishes()[0];
        Change(FileOf(row), text => text + text[..(text.IndexOf('\n', StringComparison.Ordinal) + 1)]);

        var difference = Assert.Single(_world.Mend());

        Assert.Equal((row.JobId, row.Id, "one line"), (difference.Job, difference.Number, difference.Expected));
    }

    [SkippableFact]
    public void A_line_that_is_no_json_is_found()
    {
        var row = _world.Finishes()[0];
        Change(FileOf(row), text => "?" + text);
        Assert.Equal(["lines of finishes", "a line"], _world.Mend().Select(d => d.Expected));
    }

    [SkippableFact]
    public void A_line_in_other_words_is_found()
    {
        var row = _world.Finishes()[0];
        Change(FileOf(row), text => text.Replace(",\"status\"", ", \"status\"", StringComparison.Ordinal));
        Assert.Equal(row.Id, Assert.Single(_world.Mend()).Number);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    public void A_file_that_was_cut_is_found(int cut)
    {
        var row = _world.Finishes()[0];
        Change(FileOf(row), text => text[..^Math.Min(cut, text.Length)]);
        Assert.Contains(_world.Mend(), d => d.Number == row.Id);
    }

    [SkippableFact]
    public void A_file_in_the_folder_of_another_date_is_found()
    {
        var file = _world.LakeFiles()[0];
        var name = Path.GetFileName(file);
        foreach (var date in new[] { "2026-11-01", "2026-12-24" })
        {
            Directory.CreateDirectory(Path.Combine(_world.Results, $"date={date}"));
            File.Move(Path.Combine(_world.Results, file), Path.Combine(_world.Results, $"date={date}", name));

            var difference = Assert.Single(_world.Mend());

            Assert.Equal(
                ($"datalake date={date}/{name}", "the folder date=2026-11-24", $"date={date}"),
                (difference.Where, difference.Expected, difference.Found));
        }
    }

    [SkippableTheory]
    [InlineData("date=2026-11-24/notes.txt")]
    [InlineData("date=2026-11-24/05-5.ndjson")]
    [InlineData("date=2026-11-24/sub/5-5.ndjson")]
    [InlineData("5-5.ndjson")]
    public void A_file_of_another_name_is_found_and_moved_away(string file)
    {
        var path = Path.Combine(_world.Results, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "mine");

        Assert.Equal($"datalake {file}", Assert.Single(_world.Mend()).Where);

        Assert.Equal("mine", File.ReadAllText(Path.Combine(_world.Lake, ".removed", file)));
    }

    [SkippableFact]
    public void A_copy_under_another_range_is_found()
    {
        var file = Path.Combine(_world.Results, _world.LakeFiles()[^1]);
        var rows = _world.Finishes();
        Assert.EndsWith($"{rows[^2].Id}-{rows[^1].Id}.ndjson", file, StringComparison.Ordinal);
        File.WriteAllText(
            Path.Combine(Path.GetDirectoryName(file)!, $"{rows[^1].Id}-{rows[^1].Id}.ndjson"),
            File.ReadAllLines(file)[^1] + "\n");

        Assert.Equal("no event in two files", Assert.Single(_world.Mend()).Expected);
    }

    [SkippableFact]
    public void A_file_under_a_wrong_range_is_found()
    {
        var file = Path.Combine(_world.Results, _world.LakeFiles()[0]);
        File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, "1-5.ndjson"));
        Assert.Contains(_world.Mend(), d => d.Where == "datalake date=2026-11-24/1-5.ndjson");
        Assert.Equal("date=2026-11-24/5-5.ndjson", _world.LakeFiles()[0]);
    }

    [SkippableFact]
    public void Two_neighbours_that_are_gone_come_back_as_one_file_of_each_date()
    {
        foreach (var file in _world.LakeFiles())
        {
            File.Delete(Path.Combine(_world.Results, file));
        }

        _world.Mend();
        var rows = _world.Finishes();
        Assert.Equal(
            ["date=2026-11-24/5-5.ndjson", $"date=2026-11-25/{rows[1].Id}-{rows[^1].Id}.ndjson"], _world.LakeFiles());
    }

    [SkippableFact]
    public void Remains_of_a_crash_are_the_exporters_own_business()
    {
        File.WriteAllText(Path.Combine(_world.Results, ".writing", "5-5.abc"), "half a li");
        _world.AssertClean();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _world.Dispose();
    }

    private static string Replace(string text, string before, string after)
    {
        Assert.Contains(before, text, StringComparison.Ordinal);
        var at = text.IndexOf(before, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), after, text.AsSpan(at + before.Length));
    }

    private void Change(string file, Func<string, string> change)
    {
        var path = Path.Combine(_world.Results, file);
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }

    private string FileOf(ResultRow row) => new LakeFolder(_world.Lake).Entries()
        .Single(entry => entry.File!.First <= row.Id && row.Id <= entry.File.Last).Path;
}
