using System.Text.Json;

namespace AkkaJobs.Bots;

/// <summary>Args and results of typed handlers.</summary>
internal static class HandlerJson
{
    /// <exception cref="AttemptFailedException">
    /// The args have another shape; no other attempt can change that.
    /// </exception>
    public static T Read<T>(string operation, JsonText args)
    {
        if (args is T asTheyAre)
        {
            return asTheyAre;
        }

        try
        {
            return args.To<T>() ?? throw new JsonException("They are null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new AttemptFailedException(
                $"The args do not fit the handler of {operation}: {e.Message}", retryable: false, e);
        }
    }

    public static JsonText Write<T>(T result) => result is JsonText asItIs ? asItIs : JsonText.From(result);
}
