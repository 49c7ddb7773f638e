using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Protocol;

public sealed class FormatsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1, "coordinator", "bot", "http")]
    [InlineData(2, "coordinator", "akkajobs-format-2")]
    [InlineData(17, "akkajobs-format-17", "http")]
    [InlineData(3, "akkajobs-format-2", "akkajobs-format-3")]
    [InlineData(1, "akkajobs-format-")]
    [InlineData(1, "akkajobs-format-0")]
    [InlineData(1, "akkajobs-format--4")]
    [InlineData(1, "akkajobs-format-99999999999")]
    [InlineData(1, "akkajobs-format-2x")]
    public void A_node_reads_what_it_announces_and_else_the_first(int format, params string[] roles) =>
        Assert.Equal(format, Formats.Announced(roles));

    [Fact]
    public void What_a_node_announces_is_read_as_that()
    {
        foreach (var format in Enumerable.Range(Formats.First, 20))
        {
            Assert.Equal(format, Formats.Announced(["bot", Formats.Role(format)]));
            Assert.True(Formats.IsAnnounced(Formats.Role(format)));
            Assert.Equal(format, Formats.OfManifest(Formats.Manifest(format)));
        }
    }
}
