namespace AkkaJobs.Bots;

/// <summary>What a job's history says of an exception that no handler meant to throw.</summary>
internal static class HandlerErrors
{
    private const int MaxCauses = 8;

    /// <summary>
    /// Types and messages from the outside in, and the innermost place: enough to find the fault, and short, since the
    /// coordinator keeps it for every job that is to be tried again.
    /// </summary>
    public static string Describe(Exception exception)
    {
        var parts = new List<string>();
        var innermost = exception;
        for (var e = exception; e is not null && parts.Count < MaxCauses; e = e.InnerException)
        {
            parts.Add($"{e.GetType().Name}: {e.Message}");
            innermost = e;
        }

        var told = string.Join(" ← ", parts);
        return innermost.StackTrace is { } trace ? $"{told} ({FirstLine(trace)})" : told;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
