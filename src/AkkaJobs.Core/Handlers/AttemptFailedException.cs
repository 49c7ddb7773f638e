namespace AkkaJobs;

/// <summary>Thrown by a handler to fail its attempt and to say whether another attempt makes sense.</summary>
public sealed class AttemptFailedException : Exception
{
    /// <summary>Fails the attempt.</summary>
    /// <param name="error">What went wrong, for people; cut at <see cref="Limits.MaxErrorBytes"/> bytes.</param>
    /// <param name="retryable">False ends the job in failed at once. Default true.</param>
    /// <param name="cause">What it came from.</param>
    public AttemptFailedException(string error, bool retryable = true, Exception? cause = null)
        : base(error, cause) => Retryable = retryable;

    /// <summary>Whether another attempt may be made.</summary>
    public bool Retryable { get; }
}
