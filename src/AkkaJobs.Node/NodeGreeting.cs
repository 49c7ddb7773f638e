using System.Globalization;

namespace AkkaJobs.Node;

/// <summary>What a node says when it is ready: where everything is, and what to do next.</summary>
internal static class NodeGreeting
{
    /// <summary>The lines.</summary>
    /// <param name="options">The settings in force.</param>
    /// <param name="addresses">Where it listens.</param>
    /// <param name="cluster">Its address in the cluster.</param>
    /// <param name="tokens">Who is let in.</param>
    /// <param name="operations">What its bot runs.</param>
    public static IEnumerable<string> Lines(
        AkkaJobsOptions options, NodeAddresses addresses, string cluster, NodeTokens tokens,
        IReadOnlyCollection<string> operations)
    {
        yield return $"AkkaJobs node {options.Node.EffectiveName} is ready.";
        if (addresses.Http is { } http)
            yield return $"  HTTP        {http} (described in {http}/openapi/v1.json)";
        yield return $"  management  {addresses.Management}/health/ready";
        var bound = options.Node.Bind.Length > 0 ? $", heard at {options.Node.Bind}," : "";
        yield return $"  cluster     {cluster}{bound} as {string.Join(", ", options.Roles)}";
        if (options.NeedsDatabase)
            yield return $"  data        {options.DataPlace}, datalake {options.LakeFolder ?? "off"}";
        yield return tokens.File is { } file
            ? $"  token       {file} (admin{(tokens.Made ? ", made now" : "")})"
            : $"  tokens      {string.Join(", ", tokens.Tokens)}";
        if (options.Has(NodeRoles.Bot))
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  bot         {options.Bot.Slots} slots for {string.Join(", ", operations)}");
        foreach (var line in NextStep(options, addresses, tokens))
            yield return line;
        yield return "Ctrl-C drains and stops.";
    }

    private static IEnumerable<string> NextStep(AkkaJobsOptions options, NodeAddresses addresses, NodeTokens tokens)
    {
        if (addresses.Http is not { } http)
            yield break;
        var token = tokens.File is { } file ? $"$(cat '{Path.GetRelativePath(".", file)}')" : "TOKEN";
        yield return "Try:";
        yield return $"  curl {http}/jobs -H \"Authorization: Bearer {token}\" \\";
        yield return """
                -H 'Content-Type: application/json' -d '{"operation": "sum", "args": {"a": 792, "b": 943}}'
            """;
        if (options.Has(NodeRoles.Bot))
            yield return $"  curl {http}/jobs -H \"Authorization: Bearer {token}\"";
    }
}
