namespace AkkaJobs;

/// <summary>Another node keeps its data in the folder.</summary>
public sealed class DataFolderInUseException : Exception
{
    internal DataFolderInUseException(string folder, string? holder, Exception inner)
        : base(
            $"The data folder {folder} is held by {holder ?? $"another node ({inner.Message})"}. "
            + "SQLite serves one node: stop that one, or give this one a folder of its own (--data).",
            inner)
    {
    }
}
