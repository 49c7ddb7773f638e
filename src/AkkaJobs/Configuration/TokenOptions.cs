namespace AkkaJobs;

/// <summary>One who is let in.</summary>
/// <param name="Role"><c>admin</c> (everything), <c>client</c> (enqueue, read, cancel) or <c>bot</c> (claim and
/// report).</param>
/// <param name="Name">What history shows as <c>by</c>; at most 128 bytes.</param>
/// <param name="Secret">The bearer token: visible ASCII, at most 1024 characters. Never logged.</param>
public sealed record TokenOptions(string Role, string Name, string Secret)
{
    /// <summary>The token without its secret.</summary>
    public override string ToString() => $"{Role}.{Name}";
}
