namespace AkkaJobs.Http;

/// <summary>
/// One route of the contract: who may, what goes in, what comes out. The description is made from it.
/// </summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">The path behind the prefix; only literals and whole-segment parameters.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Run">Does it.</param>
internal sealed record Route(string Method, string Pattern, string Summary, Func<Call, Task> Run)
{
    /// <summary>Who may use it, beside admins; none: anyone.</summary>
    public required IReadOnlyList<HttpRole> Roles { get; init; }

    /// <summary>Its body; null for none, or for one that is no single object.</summary>
    public Shape? Body { get; init; }

    /// <summary>Whether an empty body means an object without fields.</summary>
    public bool BodyOptional { get; init; }

    /// <summary>Whether it takes a list of <see cref="Body"/>, or a line each.</summary>
    public bool Bulk { get; init; }

    /// <summary>Headers it reads.</summary>
    public IReadOnlyList<Field> Headers { get; init; } = [];

    /// <summary>Its query parameters.</summary>
    public IReadOnlyList<Field> Query { get; init; } = [];

    /// <summary>What it answers with; null for what is described elsewhere.</summary>
    public Type? Answer { get; init; }

    /// <summary>The media type of that answer. Default JSON.</summary>
    public string Media { get; init; } = RequestBody.Json;

    /// <summary>The status of that answer; 201 also means that 200 says it stood already.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Refusals beyond those that every route has.</summary>
    public IReadOnlyList<RejectionCode> Refusals { get; init; } = [];
}
