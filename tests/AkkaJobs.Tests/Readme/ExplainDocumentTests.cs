using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

public sealed class ExplainDocumentTests
{
    [Fact]
    public void Every_reason_has_its_row()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "explain.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]).ToHashSet();
        Assert.Subset(rows, Enum.GetValues<ExplainCode>().Select(code => code.Word()).ToHashSet());
    }
}
