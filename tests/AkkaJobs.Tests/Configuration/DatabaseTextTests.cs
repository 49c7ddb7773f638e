using AkkaJobs.Configuration;
using AkkaJobs.Node;

namespace AkkaJobs.Tests.Configuration;

public sealed class DatabaseTextTests
{
    [Theory]
    [InlineData("sqlite:some/folder", "sqlite:some/folder")]
    [InlineData("postgres:Host=db;Username=jobs", "postgres:Host=db;Username=jobs")]
    [InlineData("postgres:Host=db;Password=staple", "postgres:Host=db;Password=***")]
    [InlineData("postgres:host=db;pwd=staple", "postgres:Host=db;Password=***")]
    [InlineData("postgres:Host=db;PSW=staple", "postgres:Host=db;Password=***")]
    [InlineData("postgres:Host=db;SSL Password=staple", "postgres:Host=db;SSL Password=***")]
    [InlineData("postgres:Host=db;Password='a;staple'", "postgres:Host=db;Password=***")]
    [InlineData("postgres:Host=db;Password=a;staple", "postgres:***")]
    [InlineData("postgres:Host=db;Port=staple", "postgres:***")]
    [InlineData("postgres://jobs:staple@db/jobs", "postgres:***")]
    [InlineData("postgresql://jobs:staple@db/jobs", "postgresql:***")]
    [InlineData("Host=db;Password=staple", "***")]
    [InlineData("Password=staple;Host=db:5432", "***")]
    public void Is_shown_without_its_secrets(string text, string shown)
    {
        Assert.Equal(Texts.Quote(shown), DatabaseText.Instance.Show(text));

        var errors = new AkkaJobsOptions { Database = text }.Errors(_ => "here", new HashSet<string>());
        Assert.DoesNotContain(errors, error => error.Contains("staple", StringComparison.Ordinal));
    }

    [Fact]
    public void Nor_does_a_node_tell_them_that_is_ready()
    {
        var options = new AkkaJobsOptions { Database = "postgres:Host=db;Database=jobs;Username=u;Password=staple" };
        var lines = NodeGreeting.Lines(
            options, new NodeAddresses(null, "http://127.0.0.1:9110"), "127.0.0.1:4053",
            new NodeTokens([], null, false), []);

        var text = string.Join('\n', lines);
        Assert.Contains("PostgreSQL db, database jobs, schema akkajobs", text, StringComparison.Ordinal);
        Assert.DoesNotContain("staple", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres:Host=127.0.0.1;Port=5432;Username=jobs;Database=jobs")]
    [InlineData("postgres:Host=db1,db2;Target Session Attributes=primary")]
    public void A_connection_string_may_say_what_Npgsql_reads(string text) =>
        new AkkaJobsOptions { Database = text }.Validate();
}
