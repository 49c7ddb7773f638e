using Akka.Actor;
using AkkaJobs.Protocol;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>The way to a coordinator while there is none.</summary>
internal sealed class Nobody : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(CoordinatorAway.Instance);
}
