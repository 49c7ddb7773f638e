using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AkkaJobs.Alerts;
using AkkaJobs.Configuration;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Tidy;
using Microsoft.Data.Sqlite;

namespace AkkaJobs.Tests.Readme;

/// <summary>
/// What docs/architecture.md, guarantees.md and faults.md name is there: types, files, tests, words and checks; and the
/// defaults that they state are those of the code.
/// </summary>
public sealed partial class ExplanationTests
{
    private const string Architecture = "architecture.md";
    private const string Guarantees = "guarantees.md";
    private const string Faults = "faults.md";
    private const string FaultKinds = "FaultKind.cs";

    /// <summary>Words in backticks that are no words of ours.</summary>
    private static readonly HashSet<string> Others = ["curl", "pbm", "synchronous_commit"];

    private static readonly Dictionary<string, string> Sources = new[] { "src", "tests" }
        .SelectMany(Repository.Sources).ToDictionary(file => file, File.ReadAllText);

    private static readonly HashSet<string> InCode = [.. TypesIn("src")];

    private static readonly HashSet<string> InTests = [.. TypesIn("tests")];

    /// <summary>Where words are literals: the code, and the drill's kinds of fault.</summary>
    private static readonly string Literal = string.Concat(
        Sources.Where(file => !InFolder(file.Key, "tests") || Path.GetFileName(file.Key) == FaultKinds)
            .Select(file => file.Value));

    public static TheoryData<string> Pages => [Architecture, Guarantees, Faults];

    [Theory, MemberData(nameof(Pages))]
    public void Every_type_that_a_page_names_is_there(string page)
    {
        var names = Quoted(page).Where(name => TypeName().IsMatch(name)).Concat(Drawn(page)).ToHashSet();
        Assert.InRange(names.Count, 20, 200);
        Assert.All(names, name => Assert.True(IsThere(name), $"{page} names {name}, which is not there."));
    }

    [Theory, MemberData(nameof(Pages))]
    public void Every_file_that_a_page_names_is_there(string page)
    {
        string[] folders = ["src", "tests", "docs", "hocon"];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)).ToList();
        Assert.All(Quoted(page).Where(name => FileName().IsMatch(name)), name => Assert.True(
            files.Exists(file => file.EndsWith($"/{name}", StringComparison.Ordinal)),
            $"{page} names the file {name}, which is not there."));
    }

    /// <summary>Verdicts, codes, alerts, faults, fields: each is a literal somewhere.</summary>
    [Theory, MemberData(nameof(Pages))]
    public void Every_word_that_a_page_names_is_one_of_the_code(string page) => Assert.All(
        Quoted(page).Where(name => Word().IsMatch(name) && !FileName().IsMatch(name)).Except(Others),
        name => Assert.True(
            Regex.IsMatch(Literal, $"\"{name}[\":]"), $"{page} names {name}, which is no word of the code."));

    [Theory]
    [InlineData(Guarantees, "**Backed by**", 10)]
    [InlineData(Faults, "Shows:", 30)]
    public void What_backs_a_statement_is_a_test(string page, string marker, int atLeast)
    {
        var backings = Items(page).Where(item => item.Contains(marker, StringComparison.Ordinal))
            .Select(item => item[item.IndexOf(marker, StringComparison.Ordinal)..]).ToList();
        Assert.InRange(backings.Count, atLeast, 100);
        Assert.All(
            backings.SelectMany(TokensOf).Where(name => TypeName().IsMatch(name)),
            name => Assert.True(InTests.Contains(name), $"{page} says that {name} backs it, which is no test."));
    }

    [Fact]
    public void Every_check_of_an_invariant_stands_among_the_guarantees_and_no_other()
    {
        HashSet<string> checks =
            [.. Literals("Invariants.cs", NamedCheck()), .. Literals("Promises.cs", ConstantText())];
        Assert.InRange(checks.Count, 20, 40);
        var named = Italic().Matches(Text(Guarantees)).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(checks.Except(named));
        Assert.Empty(named.Except(checks).Except(["italics"]));
        Assert.All(
            Italic().Matches(Text(Faults)), match => Assert.Contains(match.Groups[1].Value, checks));
    }

    [Fact]
    public void Every_verdict_alert_and_fault_of_the_drill_stands_among_the_faults()
    {
        var named = Quoted(Faults).ToHashSet();
        Assert.Subset(named, Enum.GetValues<Verdict>().Select(verdict => verdict.Word()).ToHashSet());
        Assert.Subset(named, Enum.GetValues<Alert>().Select(alert => alert.Word()).ToHashSet());
        var drill = Literals(FaultKinds, Arm()).ToHashSet();
        Assert.InRange(drill.Count, 10, 20);
        Assert.Subset(named, drill);
    }

    [Fact]
    public void Every_reason_to_think_a_job_stuck_stands_among_the_faults()
    {
        ExplainCode[] stuck =
            [ExplainCode.HeartbeatLate, ExplainCode.Overdue, ExplainCode.NotListed, ExplainCode.BotGone];
        Assert.Subset(Quoted(Faults).ToHashSet(), stuck.Select(code => code.Word()).ToHashSet());
    }

    [Theory]
    [InlineData(Architecture, 1)]
    [InlineData(Guarantees, 5)]
    [InlineData(Faults, 15)]
    public void A_default_that_a_page_states_is_the_one_in_force(string page, int atLeast)
    {
        var reference = HoconSettings.Read(EmbeddedHocon.Reference, "reference.conf").Entries
            .ToDictionary(entry => entry.Key, entry => string.Join(',', entry.Items));
        var stated = StatedDefault().Matches(Text(page));
        Assert.InRange(stated.Count, atLeast, 60);
        Assert.All(stated, match => AssertSame(
            page, match, reference.GetValueOrDefault(match.Groups[1].Value) is { } value ? Amount(value) : null));
    }

    [Theory]
    [InlineData(Guarantees, 4)]
    [InlineData(Faults, 8)]
    public void A_constant_that_a_page_states_is_that_of_the_code(string page, int atLeast)
    {
        var stated = StatedConstant().Matches(Text(page));
        Assert.InRange(stated.Count, atLeast, 60);
        Assert.All(stated, match => AssertSame(page, match, Constant(match.Groups[1].Value)));
    }

    [Fact]
    public void Every_project_has_its_row_in_the_architecture()
    {
        var projects = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .Select(folder => Path.GetFileName(folder)!);
        var rows = File.ReadLines(PathOf(Architecture)).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]).ToHashSet();
        Assert.Subset(rows, projects.ToHashSet());
    }

    [Fact]
    public void The_statement_that_fences_a_write_takes_that_of_the_newest_token_alone()
    {
        var fenced = Page.Of(Guarantees).Section("What may happen twice").Block("sql");
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Run(connection, "CREATE TABLE account (id, balance, token); INSERT INTO account VALUES (42, 1, 6)");
        Assert.Equal(1, Run(connection, fenced));
        Assert.Equal(0, Run(connection, fenced));
        Assert.Equal(1, Run(connection, "UPDATE account SET token = 8"));
        Assert.Equal(0, Run(connection, fenced));
    }

    private static int Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A page of ours.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }

    private static void AssertSame(string page, Match stated, double? actual) => Assert.True(
        actual is { } value && value.Equals(Amount(stated.Groups[2].Value)),
        $"{page} says {stated.Value}, but it is {actual?.ToString(CultureInfo.InvariantCulture) ?? "not there"}.");

    /// <summary>A static member of ours, or one of the defaults of a record of ours, as <see cref="Amount"/>.</summary>
    private static double? Constant(string name)
    {
        const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
            | BindingFlags.Instance;
        var (typeName, memberName) = name.Split('.') is [var first, var second] ? (first, second) : ("", "");
        Assembly[] assemblies = [typeof(Limits).Assembly, typeof(AkkaJobsOptions).Assembly];
        var types = assemblies.SelectMany(assembly => assembly.GetTypes());
        if (types.SingleOrDefault(found => found.Name == typeName) is not { } type)
        {
            return null;
        }

        var value = type.GetMember(memberName, any).SingleOrDefault() switch
        {
            FieldInfo { IsStatic: true } field => field.GetValue(null),
            PropertyInfo { GetMethod.IsStatic: false } property => property.GetValue(DefaultOf(type)),
            _ => null,
        };
        return value switch
        {
            TimeSpan time => time.TotalMilliseconds,
            null => null,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        };
    }

    private static object DefaultOf(Type type) =>
        type == typeof(RecoveryPlan) ? RecoveryPlan.Of(new AkkaJobsOptions()) : Activator.CreateInstance(type)!;

    /// <summary>A number as settings and pages write it: times in milliseconds, sizes in bytes.</summary>
    private static double? Amount(string text) =>
        Number().Match(text.Replace(",", "", StringComparison.Ordinal)) is { Success: true } number
            ? double.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture) * number.Groups[2].Value switch
            {
                "" or "ms" => 1,
                "s" => 1_000,
                "min" or "m" => 60_000,
                "d" => 86_400_000,
                "KiB" => 1 << 10,
                "MiB" => 1 << 20,
                "GiB" => 1 << 30,
                var unit => throw new InvalidOperationException($"{text}: what is {unit}?"),
            }
            : null;

    private static bool IsThere(string name)
    {
        var parts = name.Split('.');
        return Directory.Exists(Path.Combine(Repository.Root, "src", name))
            || ((InCode.Contains(parts[0]) || InTests.Contains(parts[0]))
                && (parts.Length == 1 || Declaring(parts[0]).Any(text => Regex.IsMatch(text, $@"\b{parts[1]}\b"))));
    }

    private static IEnumerable<string> Declaring(string type) =>
        Sources.Values.Where(text => Declaration().Matches(text).Any(match => match.Groups[1].Value == type));

    private static bool InFolder(string file, string folder) =>
        Path.GetRelativePath(Repository.Root, file).StartsWith(folder, StringComparison.Ordinal);

    private static IEnumerable<string> TypesIn(string folder) => Repository.Sources(folder)
        .SelectMany(file => Declaration().Matches(Sources[file]).Select(match => match.Groups[1].Value));

    private static IEnumerable<string> Literals(string file, Regex pattern) =>
        pattern.Matches(Sources.Single(source => Path.GetFileName(source.Key) == file).Value)
            .Select(match => match.Groups[1].Value);

    private static string PathOf(string page) => Path.Combine(Repository.Root, "docs", page);

    /// <summary>A page without its blocks of code, on one line.</summary>
    private static string Text(string page) =>
        Blank().Replace(Block().Replace(File.ReadAllText(PathOf(page)), ""), " ");

    /// <summary>What stands in backticks.</summary>
    private static IEnumerable<string> Quoted(string page) => TokensOf(Text(page));

    private static IEnumerable<string> TokensOf(string text) =>
        Backticks().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>The names of types in its drawings.</summary>
    private static IEnumerable<string> Drawn(string page) => Block().Matches(File.ReadAllText(PathOf(page)))
        .SelectMany(block => CamelCase().Matches(block.Value)).Select(match => match.Value).Except(["AkkaJobs"]);

    /// <summary>Its list's items, each on one line.</summary>
    private static IEnumerable<string> Items(string page) =>
        ListItem().Matches(File.ReadAllText(PathOf(page))).Select(item => Blank().Replace(item.Value, " "));

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?:struct\s+|class\s+)?([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^- .*\n(?:  .*\n)*", RegexOptions.Multiline)]
    private static partial Regex ListItem();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]+(\.[A-Z]\w+)*$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\b(?:[A-Z][a-z]+){2,}\b")]
    private static partial Regex CamelCase();

    [GeneratedRegex(@"^[\w./-]+\.(cs|proto|conf|txt|md)$")]
    private static partial Regex FileName();

    [GeneratedRegex("^[a-z]+([_-][a-z]+)*$")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<!\*)\*([A-Za-z][^*]+)\*(?!\*)")]
    private static partial Regex Italic();

    [GeneratedRegex(@"Named\(""([^""]+)""")]
    private static partial Regex NamedCheck();

    [GeneratedRegex(@" = ""([^""]+)"";")]
    private static partial Regex ConstantText();

    [GeneratedRegex(@"=> ""([^""]+)""")]
    private static partial Regex Arm();

    [GeneratedRegex(@"`(akkajobs\.[a-z0-9.\-]+)` \(([^)]+)\)")]
    private static partial Regex StatedDefault();

    [GeneratedRegex(@"`([A-Z]\w+\.[A-Z]\w+)` \((\d[^)]*)\)")]
    private static partial Regex StatedConstant();

    [GeneratedRegex(@"^([\d.]+) ?([A-Za-z]*)$")]
    private static partial Regex Number();
}
