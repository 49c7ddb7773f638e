namespace AkkaJobs.Cmd.Node;

/// <summary>What lets us in.</summary>
internal static class NodeToken
{
    public const string Variable = "PBM_TOKEN";

    /// <summary>Where a node without configured tokens keeps the one it has made.</summary>
    private static readonly string File = Path.Combine("data", "admin-token");

    /// <summary>The option's, the environment's, or that of a node which runs here; null if there is none.</summary>
    public static string? Find(string? option, string? environment, NodeAddress node)
    {
        if (!string.IsNullOrWhiteSpace(option))
        {
            return option;
        }

        if (!string.IsNullOrWhiteSpace(environment))
        {
            return environment;
        }

        // Never to another machine: a token of this one is nothing to it.
        return node.IsLoopback && System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : null;
    }
}
