using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace AkkaJobs.Protocol;

/// <summary>
/// Journal rows to bytes and back. Snapshots are written in parts by their own store, never through here.
/// </summary>
internal sealed class JournalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const string Name = "akkajobs-journal";

    /// <summary>Stands on every row.</summary>
    public const int Number = 7_401;

    public static Type[] Types { get; } = [typeof(JournalCommit)];

    public override int Identifier => Number;

    public override string Manifest(object o) =>
        o is JournalCommit commit ? Formats.Manifest(commit.Format) : throw Unknown(o.GetType().Name);

    public override byte[] ToBinary(object obj) =>
        obj is JournalCommit commit ? JournalFormat.Write(commit) : throw Unknown(obj.GetType().Name);

    public override object FromBinary(byte[] bytes, string manifest) => Formats.OfManifest(manifest) switch
    {
        null => throw Unknown($"manifest '{manifest}'"),
        > Formats.Latest and var format => throw new SerializationException(
            $"The row is in format {format}, and this version reads none after {Formats.Latest}: a later one wrote "
            + "it. Start that one or one after it."),
        var format => JournalFormat.Read(bytes) with { Format = format.Value },
    };

    private static SerializationException Unknown(string what) => new($"The journal's format has no {what}.");
}
