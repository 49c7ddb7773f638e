namespace AkkaJobs.Hosting;

/// <summary>The database cannot be used by a node that starts. Says why, and never with credentials.</summary>
internal sealed class DatabaseAwayException(string what, Exception inner) : Exception(what, inner);
