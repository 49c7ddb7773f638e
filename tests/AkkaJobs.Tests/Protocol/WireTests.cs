using System.Runtime.Serialization;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Protocol;

public sealed class WireTests
{
    public static TheoryData<string> MessageTypes => Names(typeof(IWireMessage));

    public static TheoryData<string> CommandTypes => Names(typeof(CoordinatorCommand));

    public static TheoryData<string> ReplyTypes => Names(typeof(CoordinatorReply));

    public static TheoryData<string> NoticeTypes => Names(typeof(CoordinatorNotice));

    [Theory, MemberData(nameof(MessageTypes))]
    public void Every_message_arrives_as_it_was_sent(string type) =>
        Arrives(typeof(IWireMessage), type, message => (IWireMessage)message);

    [Theory, MemberData(nameof(CommandTypes))]
    public void Every_command_arrives_as_it_was_sent(string type) => Arrives(
        typeof(CoordinatorCommand), type, command => new Commands(7, [(CoordinatorCommand)command]));

    [Theory, MemberData(nameof(ReplyTypes))]
    public void Every_reply_arrives_as_it_was_sent(string type) => Arrives(
        typeof(CoordinatorReply), type, reply => new Replies(7, 3, 2, [(CoordinatorReply)reply]));

    [Theory, MemberData(nameof(NoticeTypes))]
    public void Every_notice_arrives_as_it_was_sent(string type) => Arrives(
        typeof(CoordinatorNotice), type, notice => new Notices(3, 2, [(CoordinatorNotice)notice]));

    [Fact]
    public void What_the_tables_said_stays_at_home()
    {
        var cancel = new Cancel(new JobId(Guid.Empty), null, null) { Tables = new TableAnswer(5, null) };
        var arrived = Assert.IsType<Commands>(Travel(new Commands(1, [cancel])));
        Assert.Null(Assert.IsType<Cancel>(arrived.Items[0]).Tables);
    }

    [Fact]
    public void A_name_that_comes_again_is_one_string()
    {
        var first = Assert.IsType<FindJob>(Travel(new FindJob(new JobId(Guid.Empty), 1)));
        Assert.Equal(1, first.WaitMs);

        var session = new Notices(1, 1, [new SessionEnded("bot", "a-session-that-comes-twice")]);
        var one = Assert.IsType<Notices>(Travel(session)).Items[0];
        var two = Assert.IsType<Notices>(Travel(session)).Items[0];
        Assert.Same(one.Session, two.Session);
    }

    [Fact]
    public void An_unknown_manifest_is_refused_by_name()
    {
        var e = Assert.Throws<SerializationException>(() => WireFormat.Read([], "zz"));
        Assert.Contains("'zz'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_type_is_refused_by_name()
    {
        var e = Assert.Throws<SerializationException>(() => WireFormat.Manifest("a text"));
        Assert.Contains("String", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("co", "12020A00", "a job without a spec")]
    [InlineData("co", "1203FA0700", "a command of a kind from the future")]
    [InlineData("co", "1205", "cut off")]
    [InlineData("fj", "0A0101", "an id of one byte")]
    public void Bytes_that_cannot_be_read_are_refused_with_their_manifest(string manifest, string hex, string _)
    {
        var e = Assert.Throws<SerializationException>(() => WireFormat.Read(Convert.FromHexString(hex), manifest));
        Assert.Contains($"'{manifest}'", e.Message, StringComparison.Ordinal);
    }

    private static TheoryData<string> Names(Type type) => [.. Samples.Concrete(type).Select(t => t.Name)];

    private static IWireMessage Travel(IWireMessage message) =>
        WireFormat.Read(WireFormat.Write(message), WireFormat.Manifest(message));

    private static void Arrives(Type family, string name, Func<object, IWireMessage> wrap)
    {
        var type = Samples.Concrete(family).Single(t => t.Name == name);
        var some = Enumerable.Range(0, 50).Select(seed => new Samples(new Random(seed), 0.4));
        foreach (var samples in some.Prepend(Samples.Bare).Prepend(Samples.Full))
        {
            var message = wrap(samples.Make(type));
            Assert.Equal(Text.Of(message), Text.Of(Travel(message)));
        }
    }
}
