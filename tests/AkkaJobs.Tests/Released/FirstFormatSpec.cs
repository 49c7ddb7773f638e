using System.Text.Json;
using System.Text.Json.Nodes;
using AkkaJobs.Http;
using AkkaJobs.Node;
using AkkaJobs.Tests.Bots;
using AkkaJobs.Tests.EndToEnd;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Tidy;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.Released;

/// <summary>SQLite files of the first format.</summary>
public sealed class FirstFormatOnSqlite() : FirstFormatSpec("sqlite", () => new SqliteRoom());

/// <summary>A PostgreSQL database of the first format.</summary>
public sealed class FirstFormatOnPostgres() : FirstFormatSpec("postgres", () => new PostgresRoom());

/// <summary>
/// Databases of the first release, kept beside this file, can be opened for ever; their README says how they were made.
/// </summary>
public abstract class FirstFormatSpec
{
    private const string Views = "jobs.ndjson";

    private readonly Func<ReleasedRoom> _newRoom;
    private readonly string _kept;
    private readonly string _name;

    private protected FirstFormatSpec(string name, Func<ReleasedRoom> newRoom)
    {
        _newRoom = newRoom;
        _name = name;
        _kept = Path.Combine(Repository.Root, "tests", "AkkaJobs.Tests", "Released", "FirstFormat", name);
    }

    [SkippableFact]
    public Task Every_job_reads_as_it_was_left() => AssertReadsAsync(_kept);

    [SkippableFact]
    public Task Open_jobs_run_to_their_end_and_an_audit_is_clean() => AssertGoesOnAsync(_kept);

    /// <summary>
    /// So that the recorder stays in order, and how the next format is to be kept: see the README beside.
    /// </summary>
    [SkippableFact]
    public async Task What_a_node_of_today_leaves_behind_can_be_kept_as_well()
    {
        var folder = Environment.GetEnvironmentVariable("AKKAJOBS_TEST_RECORD") is { Length: > 0 } given
            ? Directory.CreateDirectory(Path.Combine(given, _name)).FullName
            : Directory.CreateTempSubdirectory("akkajobs-").FullName;
        using (var room = _newRoom())
        {
            await ReleasedLife.BeginAsync(room.Folder, room.Keep);
            var views = await ReleasedLife.GoOnAsync(room.Folder, room.Keep);
            await File.WriteAllTextAsync(Path.Combine(folder, Views), string.Join('\n', views) + "\n");
            room.Save(folder);
        }

        await AssertReadsAsync(folder);
        await AssertGoesOnAsync(folder);
    }

    [Fact]
    public void The_README_shows_how_it_is_recorded()
    {
        var typed = Page.At("tests/AkkaJobs.Tests/Released/README.md").Block("sh");
        var filter = typed.Split("FullyQualifiedName~")[1].Trim();
        var named = typeof(FirstFormatSpec).Assembly.GetExportedTypes().Where(type => !type.IsAbstract)
            .SelectMany(type => type.GetMethods().Select(method => (type, name: $"{type.FullName}.{method.Name}")))
            .Where(test => test.name.Contains(filter, StringComparison.Ordinal)).ToList();

        Assert.Equal([typeof(FirstFormatOnPostgres), typeof(FirstFormatOnSqlite)],
            named.Select(test => test.type).OrderBy(type => type.Name));
        Assert.All(named, test => Assert.EndsWith(
            nameof(What_a_node_of_today_leaves_behind_can_be_kept_as_well), test.name, StringComparison.Ordinal));
        var folder = typed.Split("AKKAJOBS_TEST_RECORD=$PWD/")[1].Split(' ')[0];
        Assert.Equal(Path.GetDirectoryName(_kept), Path.Combine(Repository.Root, folder));
    }

    private static bool IsOpen(string view) =>
        JobStatusExtensions.TryParseStatus(ReleasedViews.StatusOf(view), out var status) && status.IsOpen();

    /// <summary>When the last thing happened: the last job was claimed.</summary>
    private static DateTimeOffset EndOf(string[] views) => ReleasedViews.TimeOf(views[^1], "claimed_at");

    private async Task AssertReadsAsync(string kept)
    {
        using var room = _newRoom();
        room.Load(kept);
        var views = await File.ReadAllLinesAsync(Path.Combine(kept, Views));

        // A clock that stands: nothing falls due.
        var node = await StartAsync(room, new ManualTime(EndOf(views)), options =>
            options.Roles = [NodeRoles.Coordinator, NodeRoles.Http]);

        Assert.Equal(views, await ReleasedViews.ReadAsync(node, views.Select(ReleasedViews.IdOf)));
        var listed = await node.Client.ListAsync(new JobFilter { Limit = Limits.MaxListLimit });
        Assert.Equal(
            views.Select(ReleasedViews.IdOf).Order(),
            listed.Items.Select(job => job.Id).Order());
        var lake = node.LakeLines();
        var results = await node.Client.ResultsAsync(new ResultFilter { Limit = Limits.MaxListLimit });
        Assert.NotEmpty(results.Items);
        Assert.All(results.Items, result => Assert.Single(lake, line => JsonNode.DeepEquals(
            JsonNode.Parse(line), JsonSerializer.SerializeToNode(result, HttpJson.Answers.ResultView))));
        Assert.NotNull(node.Row("SELECT number FROM horizons WHERE name = 'journal' AND number > 0")["number"]);
        await node.StopAsync();
    }

    private async Task AssertGoesOnAsync(string kept)
    {
        using var room = _newRoom();
        room.Load(kept);
        var views = await File.ReadAllLinesAsync(Path.Combine(kept, Views));
        var time = new ShiftedTime(EndOf(views) + TimeSpan.FromHours(2));
        var node = await StartAsync(room, time, options =>
        {
            options.Coordinator.Heartbeat = TimeSpan.FromMilliseconds(200);
            options.Coordinator.Lease = TimeSpan.FromSeconds(1);
        });

        var open = views.Where(IsOpen).Select(ReleasedViews.IdOf).ToList();
        Assert.True(open.Count > 4);
        foreach (var id in open)
        {
            Assert.Equal(
                JobStatus.Succeeded, (await node.Client.WaitAsync(id, TimeSpan.FromSeconds(30)))!.Status);
        }

        var finished = views.Where(view => !IsOpen(view)).ToList();
        Assert.Equal(finished, await ReleasedViews.ReadAsync(node, finished.Select(ReleasedViews.IdOf)));
        await node.StopAsync();

        using var said = new StringWriter();
        var options = new AkkaJobsOptions { DataFolder = room.Folder };
        options.Database = room.Database ?? options.Database;
        Assert.True(
            await NodeAudit.RunAsync(options, repair: false, time, said, default) == 0, said.ToString());
    }

    private static Task<JobsHost> StartAsync(
        ReleasedRoom room, TimeProvider time, Action<AkkaJobsOptions> configure) => ReleasedLife.StartAsync(
        room.Folder,
        jobs =>
        {
            room.Keep(jobs);
            jobs.Services.AddSingleton(time);
        },
        configure,
        glad: true);
}
