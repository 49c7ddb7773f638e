using AkkaJobs.Http;

namespace AkkaJobs.Node;

/// <summary>Who is let in: the configured tokens, or where there are none the node's own.</summary>
/// <param name="Tokens">For the door.</param>
/// <param name="File">The file that holds the node's own; null where tokens are configured.</param>
/// <param name="Made">Whether it was made now.</param>
internal sealed record NodeTokens(IReadOnlyList<BearerToken> Tokens, string? File, bool Made)
{
    /// <summary>Reads, or makes, them.</summary>
    public static NodeTokens Of(AkkaJobsOptions options)
    {
        if (options.Http.Tokens.Count == 0)
        {
            var (secret, path, made) = AdminTokenFile.ReadOrCreate(options.DataFolder);
            return new NodeTokens([new BearerToken(HttpRole.Admin, "admin", secret)], Path.GetFullPath(path), made);
        }

        return new NodeTokens([.. options.Http.Tokens.Select(Configured)], null, false);
    }

    private static BearerToken Configured(TokenOptions token) =>
        HttpRoleExtensions.TryParseRole(token.Role, out var role)
            ? new BearerToken(role, token.Name, token.Secret)
            : throw new InvalidOptionsException([$"{token.Role} is no role of a token."]);
}
