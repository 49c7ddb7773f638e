using AkkaJobs.Coordination;
using AkkaJobs.Protocol.Journal;

namespace AkkaJobs.Protocol;

/// <summary>Bots as rows of a snapshot, and back.</summary>
internal static class BotRows
{
    public static BotRow ToRow(BotSnapshot bot)
    {
        var row = new BotRow
        {
            Name = bot.Name,
            Session = bot.Session,
            Slots = bot.Slots,
            Draining = bot.Draining,
            Lost = bot.Lost,
            ChangedAt = bot.ChangedAt.Milliseconds,
            Completed = bot.Completed,
            Failed = bot.Failed,
        };
        if (bot.Node is { } node)
        {
            row.Node = node;
        }

        row.Operations.AddRange(bot.Operations);
        row.EndedSessions.AddRange(bot.EndedSessions);
        return row;
    }

    public static BotSnapshot ToBot(BotRow row) => new(
        row.Name, row.Session, row.HasNode ? row.Node : null, row.Slots, [.. row.Operations], row.Draining, row.Lost,
        new Timestamp(row.ChangedAt), row.Completed, row.Failed, [.. row.EndedSessions]);
}
