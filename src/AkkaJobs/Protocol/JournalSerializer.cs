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
    public const string CommitManifest = "c1";

    /// <summary>Stands on every row.</summary>
    public const int Number = 7_401;

    public static Type[] Types { get; } = [typeof(JournalCommit)];

    public override int Identifier => Number;

    public override string Manifest(object o) =>
        o is JournalCommit ? CommitManifest : throw Unknown(o.GetType().Name);

    public override byte[] ToBinary(object obj) =>
        obj is JournalCommit commit ? JournalFormat.Write(commit) : throw Unknown(obj.GetType().Name);

    public override object FromBinary(byte[] bytes, string manifest) =>
        manifest == CommitManifest ? JournalFormat.Read(bytes) : throw Unknown(manifest);

    private static SerializationException Unknown(string what) =>
        new($"The journal's format has no {what}; a newer version may have written it.");
}
