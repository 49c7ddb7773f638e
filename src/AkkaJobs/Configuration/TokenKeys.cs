namespace AkkaJobs.Configuration;

/// <summary>The keys of tokens: <c>akkajobs.http.tokens.ROLE.NAME</c>. A name may have dots in it.</summary>
internal static class TokenKeys
{
    public const string Prefix = "akkajobs.http.tokens.";

    public static string Of(TokenOptions token) => $"{Prefix}{token.Role}.{token.Name}";

    /// <summary>A key as HOCON reads it back: the name of a token may need quotes.</summary>
    public static string AsHocon(string key) =>
        Parse(key) is { } token ? $"{Prefix}{token.Role}.{Texts.Word(token.Name)}" : key;

    /// <summary>Role and name; null where the key is that of no token.</summary>
    public static (string Role, string Name)? Parse(string key)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var dot = key.IndexOf('.', Prefix.Length);
        return dot > 0 ? (key[Prefix.Length..dot], key[(dot + 1)..]) : (key[Prefix.Length..], "");
    }
}
