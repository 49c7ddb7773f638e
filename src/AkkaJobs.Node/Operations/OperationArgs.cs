using System.Text.Json;

namespace AkkaJobs.Node.Operations;

/// <summary>
/// Args of the built-in operations, read strictly: a misspelt field is a failure that says so, not a default.
/// </summary>
internal static class OperationArgs
{
    /// <summary>The fields of an args object, by name.</summary>
    /// <exception cref="AttemptFailedException">
    /// The args are no object, or a field is missing, twice there or unknown; no other attempt can change that.
    /// </exception>
    public static Dictionary<string, JsonElement> Read(JsonText args, string[] required, string[]? optional = null)
    {
        using var document = JsonDocument.Parse(args.Utf8);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"args must be an object with {Names(required)}, but are {Word(root.ValueKind)}.");
        }

        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (!required.Contains(property.Name) && optional?.Contains(property.Name) != true)
            {
                throw Bad(
                    $"args have an unknown field '{property.Name}'; known: {Names([.. required, .. optional ?? []])}.");
            }

            if (!fields.TryAdd(property.Name, property.Value.Clone()))
            {
                throw Bad($"args have the field '{property.Name}' twice.");
            }
        }

        var missing = Array.Find(required, name => !fields.ContainsKey(name));
        return missing is null ? fields : throw Bad($"args lack the field '{missing}'.");
    }

    /// <summary>A failure that no other attempt can change.</summary>
    public static AttemptFailedException Bad(string error) => new(error, retryable: false);

    /// <summary>A field is not what it must be.</summary>
    public static AttemptFailedException Bad(string name, string must, JsonElement value) =>
        Bad($"args field '{name}' must be {must}, but is {Word(value.ValueKind)}.");

    private static string Word(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private static string Names(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
