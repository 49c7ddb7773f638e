namespace AkkaJobs;

/// <summary>Which operations are known, and what the built-in ones may touch: <c>akkajobs.operations</c>.</summary>
public sealed class OperationsOptions
{
    /// <summary>
    /// Whether an enqueue for an operation that no bot runs is refused, <c>akkajobs.operations.strict</c>. Default
    /// off: it is accepted, since a bot may come later. The coordinator's node decides.
    /// </summary>
    public bool Strict { get; set; }

    /// <summary>
    /// Operations that <see cref="Strict"/> accepts while no bot runs them, <c>akkajobs.operations.known</c>. Default
    /// none.
    /// </summary>
    public IReadOnlyList<string> Known { get; set; } = [];

    /// <summary>
    /// Whether the node program's bot runs <c>sleep</c>, <c>echo</c>, <c>throw</c>, <c>hang</c> and <c>exit</c>,
    /// <c>akkajobs.operations.diagnostics</c>. Default off: anyone who may enqueue could end the process.
    /// </summary>
    public bool Diagnostics { get; set; }

    /// <summary>
    /// The folder under which <c>sha256</c> may read, <c>akkajobs.operations.data-root</c>. Default empty: nothing
    /// may be read, and its jobs fail with a message that names this key. Must exist.
    /// </summary>
    public string DataRoot { get; set; } = "";
}
