using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AkkaJobs.Tests.Hosting;

public sealed class JobsHealthTests
{
    [Theory]
    [InlineData("coordinator, bot, http", "alerts, cluster, coordinator, journal, retention, stuck-jobs, tables")]
    [InlineData("http", "alerts, cluster, coordinator, journal, retention, stuck-jobs, tables")]
    [InlineData("bot", "cluster, coordinator, stuck-jobs")]
    public void A_node_is_asked_for_what_it_has(string roles, string checks)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkkaJobs(jobs => jobs.Configure(options => options.Roles = roles.Split(", ")));
        using var host = builder.Build();

        var asked = host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;

        Assert.Equal(checks, string.Join(", ", asked.Select(check => check.Name).Order(StringComparer.Ordinal)));
    }
}
