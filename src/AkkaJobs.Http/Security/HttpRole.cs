namespace AkkaJobs.Http;

/// <summary>What a token is good for. An admin may do what the others may.</summary>
public enum HttpRole
{
    /// <summary>Enqueue, read, cancel.</summary>
    Client = 1,

    /// <summary>Claim, heartbeat, report, and release of the lease it holds the token of.</summary>
    Bot = 2,

    /// <summary>Everything.</summary>
    Admin = 3,
}

/// <summary>The words for roles.</summary>
public static class HttpRoleExtensions
{
    /// <summary>The word in configuration.</summary>
    public static string Word(this HttpRole role) => role switch
    {
        HttpRole.Client => "client",
        HttpRole.Bot => "bot",
        HttpRole.Admin => "admin",
        _ => throw new System.Diagnostics.UnreachableException($"No word for {(int)role}."),
    };

    /// <summary>Reads a role from its word, in any case: environment variables are often upper case.</summary>
    public static bool TryParseRole(string? word, out HttpRole role)
    {
        foreach (var candidate in Enum.GetValues<HttpRole>())
        {
            if (string.Equals(candidate.Word(), word, StringComparison.OrdinalIgnoreCase))
            {
                role = candidate;
                return true;
            }
        }

        role = default;
        return false;
    }
}
