using System.Reflection;
using System.Reflection.Emit;
using Akka.Actor;
using Akka.Persistence;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.Protocol;

/// <summary>Every message that an actor of ours takes has a place in the protocol, or says that it stays.</summary>
public sealed class MessagesTests
{
    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Events and snapshots, which actors are given by their journal; its format is another one.</summary>
    private static readonly Type[] Stored = [typeof(JournalCommit), typeof(AkkaJobs.Coordination.CoordinatorSnapshot)];

    private static IEnumerable<Type> OurActors => typeof(IWireMessage).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ActorBase)) && !type.IsAbstract);

    public static TheoryData<Type> Actors => [.. OurActors];

    [Theory, MemberData(nameof(Actors))]
    public void An_actor_takes_only_messages_that_are_on_the_wire_or_stay_at_home(Type actor) =>
        Assert.All(Messages(actor), message => Assert.True(
            message.IsAssignableTo(typeof(IWireMessage))
            || message.IsAssignableTo(typeof(INoSerializationVerificationNeeded)),
            $"{message.Name} must be an IWireMessage with a manifest, or an INoSerializationVerificationNeeded."));

    [Fact]
    public void And_this_test_sees_them()
    {
        var messages = OurActors.SelectMany(Messages).ToList();
        Assert.Contains(typeof(Commands), messages);
        Assert.Contains(typeof(Notices), messages);
    }

    /// <summary>The types of ours that its receiving methods tell apart.</summary>
    private static IEnumerable<Type> Messages(Type actor) => actor
        .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(method => method.GetParameters() is [{ ParameterType: var type }] && type == typeof(object))
        .Where(method => !(actor.IsSubclassOf(typeof(UntypedPersistentActor)) && method.Name == "OnRecover"))
        .SelectMany(TypesToldApart)
        .Where(type => type.Assembly == typeof(IWireMessage).Assembly && !Stored.Contains(type))
        .Distinct();

    private static IEnumerable<Type> TypesToldApart(MethodInfo method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var opCode = code[at] == 0xFE ? OpCodes[(short)(0xFE00 | code[at + 1])] : OpCodes[code[at]];
            at += opCode.Size;
            if (opCode == System.Reflection.Emit.OpCodes.Isinst)
                yield return method.Module.ResolveType(BitConverter.ToInt32(code, at));
            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
