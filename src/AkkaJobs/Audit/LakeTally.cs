namespace AkkaJobs.Audit;

/// <summary>What the lines of one file come to, or would if none were missing.</summary>
/// <param name="folder">The date of the file's folder.</param>
internal sealed class LakeTally(string folder)
{
    /// <summary>The first finish; 0 before one was taken.</summary>
    public long First { get; private set; }

    /// <summary>The last finish.</summary>
    public long Last { get; private set; }

    /// <summary>The one date of all finishes, or one that is not the folder's.</summary>
    public string? Date { get; private set; }

    /// <summary>Whether some of its lines are told of by nobody else.</summary>
    public bool HasLinesOfItsOwn { get; private set; }

    /// <summary>Takes a finish that tables or journal tell of.</summary>
    public void Take(long id, string processedAt)
    {
        First = First == 0 ? id : First;
        Last = id;
        var date = processedAt.Length >= folder.Length ? processedAt[..folder.Length] : processedAt;
        Date = Date is null || date != folder ? date : Date;
    }

    /// <summary>Takes a finish that only this file tells of.</summary>
    public void TakeItsOwn(long id, string processedAt)
    {
        Take(id, processedAt);
        HasLinesOfItsOwn = true;
    }
}
