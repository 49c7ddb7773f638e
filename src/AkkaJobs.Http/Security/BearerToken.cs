namespace AkkaJobs.Http;

/// <summary>One caller's token.</summary>
/// <param name="Role">What it may do.</param>
/// <param name="Name">What histories show as <c>by</c>.</param>
/// <param name="Secret">What the caller sends.</param>
public sealed record BearerToken(HttpRole Role, string Name, string Secret)
{
    /// <summary>Without the secret, so that no log shows it.</summary>
    public override string ToString() => $"{Role.Word()}.{Name}";
}
