using AkkaJobs.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Tests.Readme;

/// <summary>The README's program, as it stands there but for the folder and the port.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_program_runs_and_prints_the_sum()
    {
        var data = Directory.CreateTempSubdirectory("akkajobs-").FullName;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAkkaJobs(jobs => jobs
            .UseSqlite(data)
            .AddHandler<Add, int>("sum", (args, job) => args.A + args.B)
            .Slots(8));
        await using (var app = builder.Build())
        {
            app.MapAkkaJobs("/jobs-api");
            await app.StartAsync();

            var jobs = app.Services.GetRequiredService<IJobClient>();
            var id = await jobs.EnqueueAsync("sum", new Add(792, 943));
            int result = await jobs.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(10));
            Assert.Equal(1735, result);
            await app.StopAsync();
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void The_program_stands_in_the_README_before_line_20_line_by_line()
    {
        var readme = File.ReadAllLines(Path.Combine(Tidy.Repository.Root, "README.md"));
        var lines = readme.Select(line => line.Trim()).ToList();
        string[] program =
        [
            "builder.Services.AddAkkaJobs(jobs => jobs",
            ".AddHandler<Add, int>(\"sum\", (args, job) => args.A + args.B)",
            ".Slots(8));",
            "app.MapAkkaJobs(\"/jobs-api\");",
            "var jobs = app.Services.GetRequiredService<IJobClient>();",
            "var id = await jobs.EnqueueAsync(\"sum\", new Add(792, 943));",
        ];
        Assert.All(program, line => Assert.Contains(line, lines));
        Assert.InRange(lines.IndexOf(program[0]), 0, 19);
        Assert.InRange(lines.Count, 1, 155);
    }

    private sealed record Add(int A, int B);
}
