using System.Reflection;
using System.Security.Claims;
using System.Text.Encodings.Web;
using AkkaJobs.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AkkaJobs.Tests.Http;

public sealed class Roles(DoorFixture fixture) : IClassFixture<DoorFixture>
{
    private const string Id = "0190d3a2-0000-7000-8000-000000000001";

    /// <summary>Method, path → whether a client and a bot may; an admin may everything.</summary>
    [Theory]
    [InlineData("POST", "/jobs", true, false)]
    [InlineData("POST", "/jobs/bulk", true, false)]
    [InlineData("GET", "/jobs", true, false)]
    [InlineData("GET", "/jobs/" + Id, true, false)]
    [InlineData("GET", "/jobs/" + Id + "/history", true, false)]
    [InlineData("GET", "/jobs/" + Id + "/explain", true, false)]
    [InlineData("POST", "/jobs/" + Id + "/cancel", true, false)]
    [InlineData("POST", "/jobs/" + Id + "/retry", false, false)]
    [InlineData("POST", "/jobs/" + Id + "/release", false, true)]
    [InlineData("POST", "/jobs/claim", false, true)]
    [InlineData("POST", "/jobs/" + Id + "/complete", false, true)]
    [InlineData("POST", "/jobs/" + Id + "/fail", false, true)]
    [InlineData("POST", "/bots/b/heartbeat", false, true)]
    [InlineData("GET", "/bots", true, false)]
    [InlineData("POST", "/bots/b/drain", false, false)]
    [InlineData("POST", "/bots/b/resume", false, false)]
    [InlineData("GET", "/queues", true, false)]
    [InlineData("POST", "/queues/b/pause", false, false)]
    [InlineData("POST", "/queues/b/resume", false, false)]
    [InlineData("GET", "/results", true, false)]
    [InlineData("GET", "/stats", true, false)]
    [InlineData("GET", "/events", true, false)]
    public async Task Each_route_lets_in_whom_it_should(string method, string path, bool client, bool bot)
    {
        var door = fixture.Door;
        var body = method == "POST" ? "{\"token\":1}" : null;
        Assert.Equal(client, (await door.SendAsync(method, path, body, Door.Client)).Status != 403);
        Assert.Equal(bot, (await door.SendAsync(method, path, body, Door.Bot)).Status != 403);
        Assert.NotEqual(403, (await door.SendAsync(method, path, body, Door.Admin)).Status);
        foreach (var token in new[] { null, "", "wrong", Door.Admin + "x", Door.Admin[1..] })
        {
            var answer = await door.SendAsync(method, path, body, token);
            Assert.Equal((401, "unauthorized"), (answer.Status, answer.Code));
            Assert.StartsWith("Bearer", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_table_above_misses_no_route()
    {
        var rows = typeof(Roles).GetMethod(nameof(Each_route_lets_in_whom_it_should))!.GetCustomAttributesData()
            .Where(row => row.AttributeType == typeof(InlineDataAttribute))
            .Select(row => (IReadOnlyList<CustomAttributeTypedArgument>)row.ConstructorArguments[0].Value!)
            .Select(values => $"{values[0].Value} {values[1].Value}".Replace(Id, "{id}").Replace("/b/", "/{name}/"));
        Assert.Equal(
            Routes.All.Select(route => $"{route.Method} {route.Pattern}").Order(), rows.Order());
    }

    [Fact]
    public async Task Another_scheme_than_bearer_is_no_token()
    {
        var answer = await fixture.Door.SendAsync(
            "GET", "/jobs", token: null, headers: ("Authorization", $"Basic {Door.Admin}"));
        Assert.Equal(401, answer.Status);
    }

    [Fact]
    public async Task The_tokens_name_stands_in_the_history()
    {
        var id = await fixture.Door.EnqueueAsync();
        await fixture.Door.SendAsync("POST", $"/jobs/{id}/cancel", "{\"reason\":\"enough\"}", Door.Client);

        var lines = (await fixture.Door.SendAsync("GET", $"/jobs/{id}/history")).Json.GetProperty("items");
        Assert.Equal("alice", lines[0].GetProperty("by").GetString());
        Assert.Equal("carol", lines[1].GetProperty("by").GetString());
        Assert.Equal("enough", lines[1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_bot_releases_only_by_the_token_of_its_lease()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.EnqueueAsync();
        var token = (await door.ClaimAsync()).GetProperty("token").GetInt64();

        Assert.Equal(403, (await door.SendAsync("POST", $"/jobs/{id}/release", "{}", Door.Bot)).Status);
        var other = await door.SendAsync("POST", $"/jobs/{id}/release", $"{{\"token\":{token + 1}}}", Door.Bot);
        Assert.Equal((409, "superseded"), (other.Status, other.Code));
        var own = await door.SendAsync("POST", $"/jobs/{id}/release", $"{{\"token\":{token}}}", Door.Bot);
        Assert.Equal((200, "pending"), (own.Status, own.Json.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Without_tokens_no_one_is_let_in()
    {
        await using var door = await Door.OpenAsync(options: http => http.Tokens.Clear());
        Assert.Equal(401, (await door.SendAsync("GET", "/jobs")).Status);
    }

    [Fact]
    public async Task A_hosts_policy_stands_in_place_of_tokens()
    {
        await using var door = await OpenWithPolicyAsync((app, policy) =>
            app.MapAkkaJobs("/jobs-api").RequireAuthorization(policy));

        Assert.Equal(401, (await door.SendAsync("GET", "/jobs-api/jobs")).Status);
        var let = await door.SendAsync(
            "POST", "/jobs-api/jobs", "{\"operation\":\"sum\",\"args\":1}", token: null, headers: ("X-User", "dora"));
        Assert.Equal(201, let.Status);
        var id = let.Json.GetProperty("id").GetString();
        Assert.Equal($"/jobs-api/jobs/{id}", let.Header("Location"));
        var history = await door.SendAsync(
            "GET", $"/jobs-api/jobs/{id}/history", token: null, headers: ("X-User", "dora"));
        Assert.Equal("dora", history.Json.GetProperty("items")[0].GetProperty("by").GetString());
        Assert.Equal(404, (await door.SendAsync("GET", "/jobs")).Status);
    }

    [Fact]
    public async Task A_hosts_policy_on_the_group_around_counts_too()
    {
        await using var door = await OpenWithPolicyAsync((app, policy) =>
            app.MapGroup("/inner").RequireAuthorization(policy).MapAkkaJobs());

        Assert.Equal(401, (await door.SendAsync("GET", "/inner/jobs")).Status);
        Assert.Equal(200, (await door.SendAsync(
            "GET", "/inner/jobs", token: null, headers: ("X-User", "dora"))).Status);
    }

    private static Task<Door> OpenWithPolicyAsync(Action<WebApplication, AuthorizationPolicy> map)
    {
        var policy = new AuthorizationPolicyBuilder("host").RequireAuthenticatedUser().Build();
        return Door.OpenAsync(
            services: services =>
            {
                services.AddAuthentication("host")
                    .AddScheme<AuthenticationSchemeOptions, UserHeader>("host", null);
                services.AddAuthorization();
            },
            map: app => map(app, policy));
    }

    /// <summary>A host's own way to know its users.</summary>
    private sealed class UserHeader(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder)
        : AuthenticationHandler<
            AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-User"] is not [{ } user])
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "host");
            return Task.FromResult(AuthenticateResult.Success(
                new AuthenticationTicket(new ClaimsPrincipal(identity), "host")));
        }
    }
}
