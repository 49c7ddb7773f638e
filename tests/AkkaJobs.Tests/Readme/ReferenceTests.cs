using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AkkaJobs.Cmd;
using AkkaJobs.Cmd.Node;
using AkkaJobs.Configuration;
using AkkaJobs.Hosting;
using AkkaJobs.Http;
using AkkaJobs.Node;
using AkkaJobs.Storage;
using AkkaJobs.Tests.Tidy;
using LinqToDB.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NodeAddress = AkkaJobs.Cmd.Node.NodeAddress;
using Route = AkkaJobs.Http.Route;

namespace AkkaJobs.Tests.Readme;

/// <summary>docs/reference.md says of the contract what the code does, all of it and nothing else.</summary>
public sealed partial class ReferenceTests
{
    private const string Anyone = "anyone";
    private const string AdminsAlone = "–";
    private const string Description = "GET /openapi/v1.json";
    private const string PaletteCommand = "POST /palettes/{palette}/{command}";

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "reference.md");

    private static readonly string[] Lines = File.ReadAllLines(Page);

    private static PaletteTable Palettes => new([]);

    [Fact]
    public void Every_route_for_clients_stands_there_with_its_roles_and_no_other() => Same(
        Routes.All.Select(route => (Name(route), Who(route))).Append((Description, Anyone)),
        Rows("HTTP interface").Select(row => (Word(row[0]), row[1])));

    [Fact]
    public void Every_route_of_the_description_stands_there()
    {
        var described = OpenApiDocument.Build()["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}"));
        Same(described.Append(Description).Distinct(), Rows("HTTP interface").Select(row => Word(row[0])));
    }

    [Fact]
    public void A_route_takes_what_its_row_says()
    {
        var routes = Routes.All.Where(route => !route.Bulk).ToDictionary(Name);
        var rows = Rows("HTTP interface").Where(row => routes.ContainsKey(Word(row[0]))).ToList();
        Assert.Equal(routes.Count, rows.Count);
        Assert.All(rows, row =>
        {
            var route = routes[Word(row[0])];
            Same(
                route.Query.Concat(route.Body?.Fields ?? []).Select(field => field.Name),
                Words(row[2]));
        });
    }

    [Fact]
    public void Every_route_of_the_management_port_stands_there_with_its_roles_and_no_other() => Same(
        PaletteRoutes.Of(Palettes).Take(1).Prepend(AuditRoute.Audit).Select(route => (Name(route), Who(route)))
            .Concat([
                ("GET /health/live", Anyone), ("GET /health/ready", Anyone), ("GET /metrics", "client, bot"),
                (PaletteCommand, "as [pbm.md](pbm.md#commands) says"),
            ]),
        Rows("Management").Select(row => (Word(row[0]), row[1])));

    [Fact]
    public async Task What_a_node_maps_is_what_stands_there()
    {
        var options = new AkkaJobsOptions { DataFolder = Path.GetTempPath() };
        var (app, _) = NodeApplication.Build(options, [new BearerToken(HttpRole.Admin, "me", "my-secret")]);
        await using (app)
        {
            var mapped = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>().ToLookup(endpoint => endpoint.Metadata.GetMetadata<DoorOf>());
            Same(mapped[DoorOf.Http].SelectMany(Names), Rows("HTTP interface").Select(row => Word(row[0])));
            Same(
                mapped[DoorOf.Management].SelectMany(Names).Distinct(),
                Rows("Management").Select(row => Word(row[0])));
            Assert.Equal(2, mapped.Count);
        }
    }

    [Fact]
    public void Every_palette_stands_there() => Same(
        Palettes.All.Select(palette => palette.Name),
        Words(Lines.Single(line => line.StartsWith("Palettes: ", StringComparison.Ordinal))));

    [Fact]
    public void Every_refusal_stands_there_with_its_status_and_no_other()
    {
        int[] servers = [401, 403, 404, 405, 408, 415, 500];
        var problems = Enum.GetValues<RejectionCode>().Select(code => Problems.Of(new Rejection(code, "")))
            .Concat(servers.Select(status => Problems.OfStatus(status, new DefaultHttpContext())))
            .Append(Problems.TooManyFailures(TimeSpan.FromSeconds(1)))
            .Select(problem => (problem.Code, Text(problem.Status)))
            .Append((Problems.OfStatus(418, new DefaultHttpContext()).Code, "4xx"));
        Same(problems, Rows("Code").Select(row => (Word(row[0]), row[1])));
    }

    [Fact]
    public void Every_argument_stands_there_with_its_setting_and_no_other()
    {
        var arguments = new NodeArguments();
        var command = arguments.Command((_, _) => Task.FromResult(0), (_, _) => Task.FromResult(0));
        var settings = command.Options.Where(option => option is Option<string>)
            .Select(option => ($"{option.Name} {option.HelpName}", KeyOf(option)));
        Same(
            settings.Concat([
                ("--config FILE", ""), ("--print-config", ""), ("--print-schema", ""), ("audit [--repair]", ""),
            ]),
            Rows("Argument").Select(row => (Word(row[0]), row[1].Trim('`'))));
        Same(
            command.Options.Where(option => option is not Option<string>).Select(option => option.Name),
            ["--config", "--print-config", "--print-schema", "--help", "--version"]);
        Same(command.Subcommands.SelectMany(sub => sub.Options, (sub, option) => $"{sub.Name} {option.Name}"),
            ["audit --repair"]);

        string KeyOf(Option option) =>
            Assert.Single(arguments.Settings(command.Parse([option.Name, "1"]))).Key;
    }

    [Fact]
    public void A_default_of_an_argument_is_that_of_the_code()
    {
        var reference = HoconSettings.Read(EmbeddedHocon.Reference, "reference.conf").Entries
            .ToDictionary(entry => entry.Key, entry => string.Join(',', entry.Items));
        var stated = Rows("Argument").Select(row => (Key: row[1].Trim('`'), Default: Default().Match(row[2])))
            .Where(row => row.Default.Success).ToList();
        Assert.InRange(stated.Count, 5, 20);
        Assert.All(stated, row => Assert.Equal(reference[row.Key], row.Default.Groups[1].Value));
    }

    [Fact]
    public void Every_variable_stands_there() => Assert.Subset(
        Rows("Variable").SelectMany(row => Words(row[0])).ToHashSet(),
        new HashSet<string> { EnvironmentSettings.ConfigFile, NodeAddress.Variable, NodeToken.Variable });

    [Fact]
    public void Every_exit_code_stands_there_and_no_other()
    {
        var rows = Rows("Exit code");
        var node = Literals("src/AkkaJobs.Node/Program.cs", ExitCode())
            .Concat(Literals("src/AkkaJobs.Node/NodeAudit.cs", ExitCode())).Append(Text(NodeLife.RestartExitCode));
        var pbm = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(code => Text((int)code.GetRawConstantValue()!));
        Same(node.Distinct(), rows.Where(row => row[1] != AdminsAlone).Select(row => row[0]));
        Same(pbm, rows.Where(row => row[2] != AdminsAlone).Select(row => row[0]));
    }

    [Fact]
    public void Every_table_stands_there_with_its_place_and_no_other() => Same(
        Schema.Both.Select(row => (row.GetCustomAttribute<TableAttribute>()!.Name!, PlaceOf(row))),
        Rows("Table").Select(row => (Word(row[0]), row[1].Replace("`", "", StringComparison.Ordinal))));

    [Fact]
    public async Task Every_file_that_a_node_makes_stands_there()
    {
        var data = Directory.CreateTempSubdirectory("akkajobs-").FullName;
        var options = new AkkaJobsOptions { DataFolder = data, Node = { Port = 0 } };
        (options.Http.Url, options.Http.ManagementUrl) = ("http://127.0.0.1:0", "http://127.0.0.1:0");
        var (app, _) = NodeApplication.Build(options, NodeTokens.Of(options).Tokens);
        IEnumerable<string> files;
        await using (app)
        {
            await app.StartAsync();
            var jobs = app.Services.GetRequiredService<IJobClient>();
            var id = await jobs.EnqueueAsync("sum", new { a = 792, b = 943 });
            await jobs.WaitForResultAsync<int>(id, TimeSpan.FromSeconds(30));
            files = FilesIn(data);
            await app.StopAsync();
        }

        var documented = Rows("In the data folder").SelectMany(row => Words(row[0])).ToList();
        var patterns = documented.Select(name =>
            new Regex($@"^{Any().Replace(Regex.Escape(name), @"[\d-]+")}(-wal|-shm|/.+)?$")).ToList();
        Assert.All(files.Union(FilesIn(data)), file => Assert.Contains(patterns, pattern => pattern.IsMatch(file)));
        Assert.Subset(files.ToHashSet(), documented.Where(name => !name.Contains('/')).ToHashSet());
        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData(typeof(JobRow), "jobs")]
    [InlineData(typeof(ResultRow), "results")]
    public void Every_column_of_what_anyone_may_read_stands_there(Type row, string table) => Same(
        row.GetProperties().SelectMany(column => column.GetCustomAttributes<ColumnAttribute>())
            .Select(column => column.Name!),
        Words(Rows("Table").Single(cells => Word(cells[0]) == table)[2]));

    [Fact]
    public void Every_header_of_ours_stands_there_and_no_other()
    {
        var named = Rows("Header").SelectMany(row => Words(row[0])).ToHashSet();
        Same(
            Literals("src", OwnHeader()).Distinct(),
            named.Where(name => name.StartsWith("AkkaJobs-", StringComparison.Ordinal)));
        Assert.Subset(named, Routes.All.SelectMany(route => route.Headers).Select(field => field.Name).ToHashSet());
        var context = new DefaultHttpContext();
        SafeHeaders.Add(context.Response);
        Assert.Subset(named, context.Response.Headers.Keys.ToHashSet());
    }

    [Fact]
    public void Every_status_of_a_job_stands_there()
    {
        var text = string.Join(' ', Lines);
        var words = Words(text[text.IndexOf("`status` of a job:", StringComparison.Ordinal)..]).Skip(1)
            .TakeWhile(word => word != "state");
        Same(JobStatusExtensions.All.Select(status => status.Word()), words);
    }

    private static string Name(Route route) => $"{route.Method} {route.Pattern}";

    private static string Who(Route route) =>
        route.Roles.Where(role => role != HttpRole.Admin).Select(role => role.Word()).ToList() is { Count: > 0 } roles
            ? string.Join(", ", roles)
            : AdminsAlone;

    private static IEnumerable<string> Names(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
        return methods.Select(method =>
            PaletteRoute().Replace($"{method} {endpoint.RoutePattern.RawText}", PaletteCommand));
    }

    private static List<string> FilesIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file)),
    ];

    private static string PlaceOf(Type row) =>
        (Schema.Journal.Contains(row), Schema.Tables.Contains(row)) switch
        {
            (true, true) => "both",
            (true, false) => "journal.db",
            (false, true) => "jobs.db",
            _ => "PostgreSQL",
        };

    /// <summary>What a pattern finds in a file, or in those of a folder.</summary>
    private static IEnumerable<string> Literals(string path, Regex pattern)
    {
        var files = path.EndsWith(".cs", StringComparison.Ordinal)
            ? [Path.Combine(Repository.Root, path)]
            : Repository.Sources(path);
        return files.SelectMany(file => pattern.Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value);
    }

    /// <summary>The cells of a table, by the head of its first column.</summary>
    private static List<string[]> Rows(string head)
    {
        var rows = Lines.SkipWhile(line => !line.StartsWith($"| {head} |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray()).ToList();
        Assert.True(rows.Count > 2, $"reference.md has no table of {head}.");
        return rows;
    }

    /// <summary>The one thing that a cell names.</summary>
    private static string Word(string cell) => Assert.Single(Words(cell));

    /// <summary>What stands in backticks.</summary>
    private static IEnumerable<string> Words(string text) =>
        Backticks().Matches(text).Select(match => match.Groups[1].Value);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Same<T>(IEnumerable<T> code, IEnumerable<T> page)
    {
        var (left, right) = (code.ToList(), page.ToList());
        Assert.Equal(left.Distinct().Count(), left.Count);
        Assert.Equal(right.Distinct().Count(), right.Count);
        Assert.Equal([], left.Except(right).Select(missing => $"{missing} is missing"));
        Assert.Equal([], right.Except(left).Select(extra => $"{extra} is not there"));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\(`([^`]+)`")]
    private static partial Regex Default();

    [GeneratedRegex(@"const int \w+ = (\d+);")]
    private static partial Regex ExitCode();

    [GeneratedRegex("\"(AkkaJobs-[A-Za-z-]+)\"")]
    private static partial Regex OwnHeader();

    /// <summary>A date, or numbers of events.</summary>
    [GeneratedRegex("YYYY-MM-DD|FIRST-LAST")]
    private static partial Regex Any();

    [GeneratedRegex("^POST /palettes/.*$")]
    private static partial Regex PaletteRoute();
}
