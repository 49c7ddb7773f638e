using System.Xml.Linq;

namespace AkkaJobs.Tests.Tidy;

/// <summary>The house keeps its shape: small files, short lines, and arrows that point at the rules.</summary>
public sealed class TidyTests
{
    private const int LongestFile = 400;
    private const int LongestLine = 120;

    public static TheoryData<string, string[]> Arrows => new()
    {
        { "AkkaJobs.Core", [] },
        { "AkkaJobs", ["AkkaJobs.Core"] },
        { "AkkaJobs.Http", ["AkkaJobs.Core"] },
        { "AkkaJobs.Http.Client", ["AkkaJobs.Core"] },
        { "AkkaJobs.Cmd", ["AkkaJobs.Core"] },
        { "AkkaJobs.Node", ["AkkaJobs", "AkkaJobs.Http"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_knows_only_what_it_may(string project, string[] knows)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(knows.Order(), references.Order());
    }

    [Fact]
    public void The_rules_have_no_runtime_package()
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", "AkkaJobs.Core", "AkkaJobs.Core.csproj"));
        Assert.All(
            file.Descendants("PackageReference"),
            reference => Assert.Equal("all", reference.Attribute("PrivateAssets")?.Value));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void Files_are_short_and_so_are_lines(string folder)
    {
        var faults = new List<string>();
        foreach (var file in Repository.Sources(folder))
        {
            var lines = File.ReadAllLines(file);
            var name = Path.GetRelativePath(Repository.Root, file);
            if (lines.Length > LongestFile)
            {
                faults.Add($"{name} has {lines.Length} lines, more than {LongestFile}.");
            }

            faults.AddRange(lines.Select((line, i) => (line, i)).Where(l => l.line.Length > LongestLine)
                .Select(l => $"{name}:{l.i + 1} has {l.line.Length} characters, more than {LongestLine}."));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        string[] words = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];
        var faults = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .Where(file => words.Any(word => File.ReadAllText(file).Contains(word, StringComparison.Ordinal)));
        Assert.Empty(faults);
    }
}
