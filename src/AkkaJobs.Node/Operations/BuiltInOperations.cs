namespace AkkaJobs.Node.Operations;

/// <summary>What the node program's bot can run without a line of the user's code.</summary>
internal static class BuiltInOperations
{
    /// <summary>Registers the built-in operations.</summary>
    /// <param name="registry">Takes them.</param>
    /// <param name="dataRoot">The folder under which <c>sha256</c> may read; empty for nothing.</param>
    /// <param name="diagnostics">
    /// Whether to run <c>sleep</c>, <c>echo</c>, <c>throw</c>, <c>hang</c>, <c>exit</c> too.
    /// </param>
    public static HandlerRegistry AddBuiltInOperations(
        this HandlerRegistry registry, string dataRoot, bool diagnostics)
    {
        registry
            .AddHandler<JsonText, JsonText>("sum", (args, _) => Arithmetic.Sum(args))
            .AddHandler<JsonText, JsonText>("subtract", (args, _) => Arithmetic.Subtract(args))
            .AddHandler<JsonText, JsonText>("multiply", (args, _) => Arithmetic.Multiply(args))
            .AddHandler<JsonText, JsonText>("divide", (args, _) => Arithmetic.Divide(args))
            .AddHandler<JsonText, JsonText>("sha256", new FileDigest(dataRoot).Run);
        if (diagnostics)
        {
            registry
                .AddHandler<JsonText, JsonText>("sleep", Diagnostics.SleepAsync)
                .AddHandler<JsonText, JsonText>("echo", (args, _) => args)
                .AddHandler<JsonText, JsonText>("throw", (args, _) => Diagnostics.Throw(args))
                .AddHandler<JsonText, JsonText>("hang", (_, _) => Diagnostics.Hang())
                .AddHandler<JsonText, JsonText>("exit", (args, _) => Diagnostics.Exit(args));
        }

        return registry;
    }
}
