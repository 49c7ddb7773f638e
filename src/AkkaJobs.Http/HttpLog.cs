using Microsoft.Extensions.Logging;

namespace AkkaJobs.Http;

/// <summary>Every log line of the door. No line holds a token, args or a result.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(5001, LogLevel.Error, "{Method} {Route} ended in an error that no rule foresaw.")]
    public static partial void Unexpected(ILogger logger, string method, string route, Exception error);

    [LoggerMessage(5002, LogLevel.Warning, "Job {Job} is stored, but could not be read for the answer.")]
    public static partial void StoredUnread(ILogger logger, JobId job, Exception error);

    [LoggerMessage(5003, LogLevel.Warning, "{Method} {Route} could not be answered: {Reason}")]
    public static partial void Unanswered(ILogger logger, string method, string route, string reason);
}
