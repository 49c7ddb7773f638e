using AkkaJobs.Coordination;
using AkkaJobs.Protocol;

namespace AkkaJobs.Client;

/// <summary>Commands that travel together: few enough that they fit one message, and their answers another.</summary>
internal sealed class MessageRoom
{
    /// <summary>The most commands in one message.</summary>
    public const int MaxTogether = 1_000;

    private int _count;
    private int _bytes;
    private int _answerBytes;

    /// <summary>Whether one more fits, which is then in it. The first one always does.</summary>
    public bool Takes(CoordinatorCommand command)
    {
        var bytes = WireBounds.Weight(command);
        var answerBytes = WireBounds.AnswerWeight(command);
        if (_count > 0
            && (_count == MaxTogether
                || _bytes + bytes > WireBounds.MessageBytes
                || _answerBytes + answerBytes > WireBounds.MessageBytes))
        {
            return false;
        }

        _count++;
        _bytes += bytes;
        _answerBytes += answerBytes;
        return true;
    }

    /// <summary>Cuts a list into parts that fit, in its order.</summary>
    public static IEnumerable<IReadOnlyList<CoordinatorCommand>> Cut(IReadOnlyList<CoordinatorCommand> commands)
    {
        var part = new List<CoordinatorCommand>();
        var room = new MessageRoom();
        foreach (var command in commands)
        {
            if (!room.Takes(command))
            {
                yield return part;
                part = [];
                room = new MessageRoom();
                room.Takes(command);
            }

            part.Add(command);
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
