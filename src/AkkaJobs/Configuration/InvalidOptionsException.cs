namespace AkkaJobs;

/// <summary>The settings cannot be used; <see cref="Errors"/> holds every fault found.</summary>
public sealed class InvalidOptionsException : Exception
{
    /// <summary>Names all faults at once.</summary>
    /// <param name="errors">A sentence for each: key, bound, value, and where the value came from.</param>
    public InvalidOptionsException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>A sentence for each fault: key, bound, value, and where the value came from.</summary>
    public IReadOnlyList<string> Errors { get; }

    internal static void ThrowIfAny(IReadOnlyList<string> errors)
    {
        if (errors.Count > 0)
            throw new InvalidOptionsException(errors);
    }
}
