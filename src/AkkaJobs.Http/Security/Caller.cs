namespace AkkaJobs.Http;

/// <summary>Who is calling.</summary>
/// <param name="Role">What it may do.</param>
/// <param name="Name">Its token's or user's name; null if the host lets anyone in.</param>
internal sealed record Caller(HttpRole Role, string? Name)
{
    public bool May(HttpRole role) => Role == role || Role == HttpRole.Admin;
}
