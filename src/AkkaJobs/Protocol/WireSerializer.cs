using Akka.Actor;
using Akka.Serialization;

namespace AkkaJobs.Protocol;

/// <summary>
/// Messages between nodes to bytes and back. A message that cannot be read is dropped, and the association stays.
/// </summary>
internal sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const string Name = "akkajobs-wire";

    public static Type[] Types { get; } = [typeof(IWireMessage)];

    public override int Identifier => 7_402;

    public override string Manifest(object o) => WireFormat.Manifest(o);

    public override byte[] ToBinary(object obj) => WireFormat.Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => WireFormat.Read(bytes, manifest);
}
