namespace AkkaJobs.Http.Client;

/// <summary>What may be set about the client.</summary>
public sealed class HttpJobClientOptions
{
    /// <summary>
    /// How long what is harmless to repeat (enqueues, under one id, and reads) is repeated while the node cannot be
    /// reached or answers <c>coordinator_unavailable</c>; counted from the first try, and for many jobs from the last
    /// upload that was taken. Default 15 s; zero tries once; at most an hour.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long one try may take, besides what a wait asks for, before it counts as unanswered. Default 30 s, twice
    /// what a node itself waits for its coordinator; from 1 s to an hour. A call ends after <see cref="Patience"/> and
    /// this, at the latest.
    /// </summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">Out of bounds.</exception>
    internal HttpJobClientOptions Checked()
    {
        Demand(nameof(Patience), Patience, TimeSpan.Zero);
        Demand(nameof(AnswerWithin), AnswerWithin, TimeSpan.FromSeconds(1));
        return this;
    }

    private static void Demand(string name, TimeSpan value, TimeSpan least)
    {
        if (value < least || value > TimeSpan.FromHours(1))
        {
            throw new ArgumentException($"{name} must be between {least} and 01:00:00, but is {value}.", name);
        }
    }
}
