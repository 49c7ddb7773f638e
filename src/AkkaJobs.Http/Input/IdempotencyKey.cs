using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>The header that stands for an id.</summary>
internal static class IdempotencyKey
{
    public static Field Header { get; } =
        new("Idempotency-Key", FieldType.Text, "Any text, made into the job's id: the same key again is the same job.")
        {
            Least = 1,
            Most = Limits.MaxKeyBytes,
        };

    /// <summary>The key; null if none was sent.</summary>
    /// <exception cref="JobRefusedException">Empty, too long, or sent twice.</exception>
    public static string? Read(HttpRequest request)
    {
        var values = request.Headers[Header.Name];
        if (values.Count == 0)
        {
            return null;
        }

        if (values is not [{ } key])
        {
            throw new JobRefusedException(Rejection.Invalid(Header.Name, $"{Header.Name} must be given once."));
        }

        return Header.Check(key) is { } rejection ? throw new JobRefusedException(rejection) : key;
    }
}
