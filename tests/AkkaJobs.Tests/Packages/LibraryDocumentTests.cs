using AkkaJobs.Tests.Pages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaJobs.Tests.Packages;

/// <summary>What docs/library.md shows beside its programs, which are followed elsewhere.</summary>
public sealed class LibraryDocumentTests
{
    [Fact]
    public void A_host_is_told_of_the_others_as_it_shows()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:jobs"] = "Host=db;Username=jobs;Database=jobs";
        builder.Services.AddAkkaJobs(jobs => jobs
            .UsePostgres(builder.Configuration.GetConnectionString("jobs")!)
            .Configure(o =>
            {
                o.Node.Port = 4053;
                o.Node.Seeds = ["10.0.0.1:4053", "10.0.0.2:4053"];
                o.Roles = ["coordinator", "bot"];
            }));
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<AkkaJobsOptions>();
        options.Validate();
        Assert.Equal(["coordinator", "bot"], options.Roles);
        Assert.NotNull(options.PostgresConnection);
        Compiled.AssertStandsIn(
            nameof(LibraryDocumentTests), Page.Of("library.md").Section("Several nodes").Block("csharp"));
    }
}
