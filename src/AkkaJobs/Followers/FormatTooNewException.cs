using AkkaJobs.Protocol;

namespace AkkaJobs.Followers;

/// <summary>The journal is in a format that this version does not read. Nothing was changed.</summary>
internal sealed class FormatTooNewException(string place, int found) : Exception(
    $"The journal in {place} is in format {found}, but this version of AkkaJobs reads none after {Formats.Latest}: it "
    + "was raised when every node had a later version. Start that one or a later one, or put back a backup from "
    + "before.")
{
    /// <summary>Looks at the journal's last row.</summary>
    /// <exception cref="FormatTooNewException">It is in a later format.</exception>
    public static void ThrowIfBeyond(JournalReader journal)
    {
        if (journal.Format() is > Formats.Latest and var found)
        {
            throw new FormatTooNewException(journal.Database.Place, found);
        }
    }
}
