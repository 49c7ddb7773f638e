using AkkaJobs.Http;
using AkkaJobs.Http.Client;
using AkkaJobs.Tests.Tidy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.Readme;

/// <summary>What docs/client.md shows runs, and stands here line by line.</summary>
public sealed class ClientDocumentTests
{
    [Fact]
    public async Task Its_program_gets_the_sum_from_a_node()
    {
        var data = Directory.CreateTempSubdirectory("akkajobs-").FullName;
        const string token = "client-secret-0123456789";
        var node = WebApplication.CreateSlimBuilder();
        node.Logging.ClearProviders();
        node.WebHost.UseUrls("http://127.0.0.1:0");
        node.Services.AddAkkaJobs(jobs => jobs
            .UseSqlite(data).AddHandler<Add, int>("sum", (args, job) => args.A + args.B));
        node.Services.AddAkkaJobsHttp(http => http.AddToken(HttpRole.Client, "carol", token));
        await using (var app = node.Build())
        {
            app.MapAkkaJobs("/jobs-api");
            await app.StartAsync();
            await RunAsync($"{app.Urls.Single()}/jobs-api", token);
            await app.StopAsync();
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task What_it_does_with_a_job_that_may_stand_is_to_keep_its_id()
    {
        using var http = new HttpClient(new Unreachable()) { BaseAddress = new Uri("http://127.0.0.1:1") };
        var options = new HttpJobClientOptions { Patience = TimeSpan.Zero };
        var later = new List<JobRequest>();
        await HandOverAsync(
            new HttpJobClient(http, null, options), new JobRequest("sum", JsonText.From(1)), later);
        Assert.NotNull(Assert.Single(later).Id);
    }

    [Fact]
    public void Every_line_of_its_code_stands_here()
    {
        var source = Path.Combine(Repository.Root, "tests/AkkaJobs.Tests/Readme/ClientDocumentTests.cs");
        var here = File.ReadLines(source).Select(Bare).ToHashSet();
        var shown = CodeLines(Path.Combine(Repository.Root, "docs", "client.md")).ToList();
        Assert.InRange(shown.Count, 15, 100);
        Assert.Empty(shown.Except(here));
    }

    private static async Task RunAsync(string address, string token)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkkaJobsHttpClient(new Uri(address), token);
        using var host = builder.Build();

        var jobs = host.Services.GetRequiredService<IJobClient>();
        var id = await jobs.EnqueueAsync("sum", new Add(792, 943));
        int result = await jobs.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(10));   // 1735
        Assert.Equal(1735, result);
        Assert.Same(jobs, host.Services.GetRequiredService<HttpJobClient>());

        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var client = new HttpJobClient(http, token);
        Assert.Equal("1735", (await client.GetAsync(id))!.Result.ToString());
    }

    private static async Task HandOverAsync(HttpJobClient jobs, JobRequest request, List<JobRequest> later)
    {
        try
        {
            await jobs.EnqueueAsync(request);
        }
        catch (JobRefusedException refused) when (refused.Rejection is
        { Code: RejectionCode.CoordinatorUnavailable, JobId: { } unsure })
        {
            // It may stand. Under this id it can be handed over again, and stays one job.
            later.Add(request with { Id = unsure });
        }
    }

    private static IEnumerable<string> CodeLines(string page)
    {
        var code = false;
        foreach (var line in File.ReadLines(page).Select(Bare))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                code = line == "```csharp";
            }
            else if (code)
            {
                yield return line;
            }
        }
    }

    private static string Bare(string line) => line.Trim();

    private sealed record Add(int A, int B);

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("Connection refused");
    }
}
