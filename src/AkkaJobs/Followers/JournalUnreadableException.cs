namespace AkkaJobs.Followers;

/// <summary>
/// A journal row cannot be understood, or does not follow the one before it. A follower stops before it.
/// </summary>
internal sealed class JournalUnreadableException : Exception
{
    public JournalUnreadableException(long row, Exception inner)
        : base($"Journal row {row} cannot be read: {inner.Message} It needs the version that wrote it, or a later one.",
            inner)
    {
        Row = row;
    }

    public JournalUnreadableException(string message)
        : base(message)
    {
    }

    /// <summary>The row; null when none is to blame alone.</summary>
    public long? Row { get; }
}
