using Akka.Actor;
using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Coordinator;

/// <summary>
/// A sender's commands while they are decided: the answers go back together, once all rest on stored events.
/// </summary>
internal sealed class Envelope(IActorRef sender, Commands commands)
{
    private readonly CoordinatorReply?[] _replies = new CoordinatorReply?[commands.Items.Count];
    private int _open = commands.Items.Count;

    public IActorRef Sender { get; } = sender;

    /// <summary>
    /// The bot's session whose heartbeat is in it, since its answer takes an ordinal; null for everything else.
    /// </summary>
    public (string Name, string Session)? Bot { get; set; }

    public bool IsAnswered => _open == 0;

    public CoordinatorCommand this[int index] => commands.Items[index];

    public int Count => commands.Items.Count;

    public void Answer(int index, CoordinatorReply reply)
    {
        _replies[index] = reply;
        _open--;
    }

    public Replies ToReplies(long epoch, long ordinal) => new(commands.Correlation, epoch, ordinal, _replies!);
}
