using System.Runtime.Serialization;
using Akka.Actor.Setup;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Protocol;

public sealed class SerializerTests() : TestKit(Setup())
{
    [Fact]
    public void Manifests_and_numbers_are_those_that_stand_in_journals()
    {
        var commit = new JournalCommit(1, [GoldenEvents.All[0].Event]);
        var serializer = Assert.IsType<JournalSerializer>(Sys.Serialization.FindSerializerFor(commit));
        Assert.Equal(7_401, serializer.Identifier);
        Assert.Equal("c1", serializer.Manifest(commit));
        Assert.Equal(Text.Of(commit), Text.Of(serializer.FromBinary(serializer.ToBinary(commit), "c1")));
    }

    [Fact]
    public void A_row_says_its_format()
    {
        var commit = new JournalCommit(1, [GoldenEvents.All[0].Event], Formats.Latest);
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerFor(commit);
        Assert.Equal("c2", serializer.Manifest(commit));
        var read = Assert.IsType<JournalCommit>(serializer.FromBinary(serializer.ToBinary(commit), "c2"));
        Assert.Equal(Formats.Latest, read.Format);
    }

    [Theory]
    [InlineData("c9", "format 9")]
    [InlineData("c0", "manifest 'c0'")]
    [InlineData("c-1", "manifest 'c-1'")]
    [InlineData("co", "manifest 'co'")]
    [InlineData("", "manifest ''")]
    public void A_row_of_a_later_format_or_of_none_is_refused_by_name(string manifest, string said)
    {
        var serializer = Sys.Serialization.FindSerializerForType(typeof(JournalCommit));
        var e = Assert.Throws<SerializationException>(
            () => ((SerializerWithStringManifest)serializer).FromBinary([], manifest));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_message_between_nodes_goes_through_the_wire()
    {
        foreach (var type in Samples.Concrete(typeof(IWireMessage)))
        {
            var message = Samples.Full.Make(type);
            var serializer = Assert.IsType<WireSerializer>(Sys.Serialization.FindSerializerFor(message));
            var manifest = serializer.Manifest(message);
            Assert.Equal(2, manifest.Length);
            Assert.Equal(Text.Of(message), Text.Of(serializer.FromBinary(serializer.ToBinary(message), manifest)));
        }
    }

    private static ActorSystemSetup Setup() => ActorSystemSetup.Create(SerializationSetup.Create(system =>
    [
        SerializerDetails.Create(JournalSerializer.Name, new JournalSerializer(system), [.. JournalSerializer.Types]),
        SerializerDetails.Create(WireSerializer.Name, new WireSerializer(system), [.. WireSerializer.Types]),
    ]));
}
