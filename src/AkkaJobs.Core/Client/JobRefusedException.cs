namespace AkkaJobs;

/// <summary>A client's request was refused; <see cref="Rejection"/> says why and what to do.</summary>
/// <param name="rejection">The rule that said no.</param>
/// <param name="cause">What kept an answer from being given; null where a rule was asked and said no.</param>
public sealed class JobRefusedException(Rejection rejection, Exception? cause = null)
    : Exception($"{rejection.Code.Word()}: {rejection.Detail}", cause)
{
    /// <summary>The rule that said no.</summary>
    public Rejection Rejection { get; } = rejection;
}
