using LinqToDB;
using LinqToDB.Data;

namespace AkkaJobs.Storage;

/// <summary>The horizons in the tables' database: read, made, and moved by compare-and-set.</summary>
internal static class Horizons
{
    /// <summary>Where one stands; at 0 before anything was pruned.</summary>
    public static HorizonRow Read(DataConnection data, string name) =>
        data.GetTable<HorizonRow>().FirstOrDefault(row => row.Name == name)
        ?? new HorizonRow { Name = name, UpdatedAt = "" };

    /// <summary>Moves one forward, in the transaction of the caller.</summary>
    /// <returns>False if another has moved it; then the caller must change nothing.</returns>
    public static bool Move(DataConnection data, HorizonRow from, long number, long journalRow, Timestamp now)
    {
        data.Execute(
            "INSERT INTO horizons (name, number, journal_row, updated_at) VALUES (@name, 0, 0, @now) "
            + "ON CONFLICT DO NOTHING",
            new DataParameter("name", from.Name),
            new DataParameter("now", now.ToString()));
        return data.GetTable<HorizonRow>()
            .Where(row => row.Name == from.Name && row.Number == from.Number && row.JournalRow == from.JournalRow)
            .Set(row => row.Number, number)
            .Set(row => row.JournalRow, journalRow)
            .Set(row => row.UpdatedAt, now.ToString())
            .Update() == 1;
    }
}
