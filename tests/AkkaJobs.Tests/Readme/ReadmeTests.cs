using AkkaJobs.Http;
using AkkaJobs.Tests.Pages;
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
        string[] args = [];
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAkkaJobs(jobs => jobs
            .UseSqlite(data)
            .AddHandler<Add, int>("sum", (args, job) => args.A + args.B)
            .Slots(8));
        var app = builder.Build();
        await using (app)
        {
            app.MapAkkaJobs("/jobs-api");
            await app.StartAsync();

            var jobs = app.Services.GetRequiredService<IJobClient>();
            var id = await jobs.EnqueueAsync("sum", new Add(792, 943));
            int result = await jobs.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(10));   // 1735
            Assert.Equal(1735, result);
            await app.StopAsync();
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void It_stands_in_the_README_before_line_20()
    {
        var program = Page.At("README.md").Block("csharp");
        Compiled.AssertStandsIn(
            nameof(ReadmeTests),
            program.Replace("\"data\"", "data", StringComparison.Ordinal)
                .Replace("record Add", "private sealed record Add", StringComparison.Ordinal));

        var readme = File.ReadAllLines(Path.Combine(Tidy.Repository.Root, "README.md")).ToList();
        Assert.InRange(readme.IndexOf(program.Split('\n')[0]), 0, 19);
        Assert.InRange(readme.Count, 1, 155);
    }

    private sealed record Add(int A, int B);
}
