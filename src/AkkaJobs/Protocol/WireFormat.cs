using System.Runtime.Serialization;
using AkkaJobs.Protocol.Wire;
using Google.Protobuf;

namespace AkkaJobs.Protocol;

/// <summary>
/// The bytes of each message between nodes (<c>wire.proto</c>), and the one table of their manifests.
/// </summary>
internal static class WireFormat
{
    private static readonly Kind[] Kinds =
    [
        Of<Commands, CommandsWire>("co", Wire, CommandsWire.Parser, Read),
        Of<Replies, RepliesWire>("re", Wire, RepliesWire.Parser, Read),
        Of<Notices, NoticesWire>("no", Wire, NoticesWire.Parser, Read),
        Of<CoordinatorAway, NothingWire>("ca", _ => new(), NothingWire.Parser, _ => CoordinatorAway.Instance),
        Of<FindJob, FindJobWire>(
            "fj", m => new FindJobWire { Job = m.Job.ToBytes(), WaitMs = m.WaitMs }, FindJobWire.Parser,
            w => new FindJob(w.Job.ToJobId(), w.WaitMs)),
        Of<JobFound, JobFoundWire>(
            "jf", m => new JobFoundWire { Job = m.Job?.ToWire(), ShownFrom = m.ShownFrom }, JobFoundWire.Parser,
            w => new JobFound(w.Job?.ToView(), w.ShownFrom)),
        Of<ListBots, ListBotsWire>(
            "lb", m => new ListBotsWire { After = m.After }, ListBotsWire.Parser,
            w => new ListBots(NamePool.Share(w.After))),
        Of<BotsListed, BotsListedWire>(
            "bl", m => new BotsListedWire { Bots = { m.Bots.Select(ViewWires.ToWire) }, More = m.More },
            BotsListedWire.Parser, w => new BotsListed([.. w.Bots.Select(ViewWires.ToView)], w.More)),
        Of<ListQueues, ListQueuesWire>(
            "lq", m => new ListQueuesWire { After = m.After, Limit = m.Limit }, ListQueuesWire.Parser,
            w => new ListQueues(NamePool.Share(w.After), w.Limit)),
        Of<QueuesListed, QueuesListedWire>(
            "ql", m => new QueuesListedWire { Queues = { m.Queues.Select(ViewWires.ToWire) }, More = m.More },
            QueuesListedWire.Parser, w => new QueuesListed([.. w.Queues.Select(ViewWires.ToView)], w.More)),
        Of<ReadStats, NothingWire>("rs", _ => new(), NothingWire.Parser, _ => ReadStats.Instance),
        Of<StatsRead, StatsReadWire>("sr", StatsWires.ToWire, StatsReadWire.Parser, StatsWires.ToStats),
        Of<ReadTrouble, ReadTroubleWire>(
            "rt", m => new ReadTroubleWire { Node = m.Node }, ReadTroubleWire.Parser, w => new ReadTrouble(w.Node)),
        Of<TroubleRead, TroubleReadWire>("tr", TroubleWires.ToWire, TroubleReadWire.Parser, TroubleWires.ToTrouble),
        Of<ExplainJob, ExplainJobWire>(
            "ej", m => new ExplainJobWire { Job = m.Job.ToBytes() }, ExplainJobWire.Parser,
            w => new ExplainJob(w.Job.ToJobId())),
        Of<JobExplained, JobExplainedWire>(
            "je", m => new JobExplainedWire { Explain = m.Explain?.ToWire(), ShownFrom = m.ShownFrom },
            JobExplainedWire.Parser, w => new JobExplained(w.Explain?.ToView(), w.ShownFrom)),
        Of<ListStuck, ListStuckWire>(
            "ls", m => new ListStuckWire { After = m.After, Limit = m.Limit }, ListStuckWire.Parser,
            w => new ListStuck(w.After, w.Limit)),
        Of<StuckListed, StuckListedWire>("sl", ExplainWires.ToWire, StuckListedWire.Parser, ExplainWires.ToListed),
    ];

    private static readonly Dictionary<Type, Kind> ByType = Kinds.ToDictionary(k => k.Type);
    private static readonly Dictionary<string, Kind> ByManifest = Kinds.ToDictionary(k => k.Manifest);

    /// <summary>The short, stable name of a message's type.</summary>
    public static string Manifest(object message) => KindOf(message).Manifest;

    public static byte[] Write(object message) => KindOf(message).Write((IWireMessage)message);

    /// <exception cref="SerializationException">
    /// The manifest is unknown, or the bytes are no such message, or it holds something that this version does not
    /// know.
    /// </exception>
    public static IWireMessage Read(ReadOnlySpan<byte> bytes, string manifest)
    {
        if (!ByManifest.TryGetValue(manifest, out var kind))
        {
            throw new SerializationException(
                $"The wire's format has no manifest '{manifest}'; a newer version may have sent it.");
        }

        try
        {
            return kind.Read(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or ArgumentException)
        {
            throw new SerializationException($"A {kind.Type.Name} ('{manifest}') cannot be read: {e.Message}", e);
        }
    }

    private static Kind KindOf(object message) =>
        ByType.GetValueOrDefault(message.GetType())
        ?? throw new SerializationException($"The wire's format has no {message.GetType().Name}.");

    private static CommandsWire Wire(Commands message) =>
        new() { Correlation = message.Correlation, Items = { message.Items.Select(CommandWires.ToWire) } };

    private static Commands Read(CommandsWire wire) =>
        new(wire.Correlation, [.. wire.Items.Select(CommandReader.ToCommand)]);

    private static RepliesWire Wire(Replies message) => new()
    {
        Correlation = message.Correlation,
        Epoch = message.Epoch,
        Ordinal = message.Ordinal,
        Items = { message.Items.Select(ReplyWires.ToWire) },
    };

    private static Replies Read(RepliesWire wire) =>
        new(wire.Correlation, wire.Epoch, wire.Ordinal, [.. wire.Items.Select(ReplyWires.ToReply)]);

    private static NoticesWire Wire(Notices message) => new()
    {
        Epoch = message.Epoch,
        Ordinal = message.Ordinal,
        Items = { message.Items.Select(NoticeWires.ToWire) },
    };

    private static Notices Read(NoticesWire wire) =>
        new(wire.Epoch, wire.Ordinal, [.. wire.Items.Select(NoticeWires.ToNotice)]);

    private static Kind Of<TMessage, TWire>(
        string manifest, Func<TMessage, TWire> wire, MessageParser<TWire> parser, Func<TWire, TMessage> message)
        where TMessage : IWireMessage
        where TWire : IMessage<TWire> =>
        new(typeof(TMessage), manifest, m => wire((TMessage)m).ToByteArray(), b => message(parser.ParseFrom(b)));

    private delegate IWireMessage Reader(ReadOnlySpan<byte> bytes);

    private sealed record Kind(Type Type, string Manifest, Func<IWireMessage, byte[]> Write, Reader Read);
}
