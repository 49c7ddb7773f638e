using AkkaJobs.Membership;

namespace AkkaJobs.Tests.Membership;

public sealed class ClusterEntryTests
{
    [Theory]

    // Alone: it founds at once.
    [InlineData("", "", null, "a")]
    [InlineData("a", "", null, "a")]

    // Started again, it asks those it knew before it founds.
    [InlineData("", "a b c", null, "a b c")]
    [InlineData("a b", "b c", "a", "a b c")]

    // It is not the first seed: it founds nothing.
    [InlineData("b", "", null, "b")]
    [InlineData("b a", "c", null, "c b")]

    // Another has the coordinator: there is a cluster, wherever it is.
    [InlineData("a b", "", "b", "b")]
    [InlineData("", "", "b", "")]
    public void Whom_a_node_asks(string seeds, string known, string? holder, string asked) => Assert.Equal(
        Words(asked), ClusterEntry.Seeds("a", Words(seeds), Words(known), holder));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
