namespace AkkaJobs;

/// <summary>
/// Exponential backoff with jitter: attempt <c>n</c> that fails waits <see cref="First"/> × 2ⁿ⁻¹, give or take
/// <see cref="Spread"/>, and never longer than <see cref="Longest"/>.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>Wait after the first failure. Default 1 s.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, jitter included. Default 10 min.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much jitter may add or take away, as a share of the wait. Default 0.2; at most 1.</summary>
    public double Spread { get; init; } = 0.2;

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="jitter">Chance, from 0 (shortest) to 1 (longest); 0.5 is the plain wait.</param>
    public TimeSpan Backoff(int failures, double jitter)
    {
        var doublings = Math.Clamp(failures - 1, 0, 40);
        var wait = Math.Min(First.TotalMilliseconds * Math.Pow(2, doublings), Longest.TotalMilliseconds);
        var spread = wait * (1 + (((2 * jitter) - 1) * Spread));
        return TimeSpan.FromMilliseconds(Math.Round(Math.Min(spread, Longest.TotalMilliseconds)));
    }
}
