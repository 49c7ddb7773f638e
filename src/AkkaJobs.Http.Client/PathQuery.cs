using System.Globalization;

namespace AkkaJobs.Http.Client;

/// <summary>A path and the parameters behind it; those that are null are left out.</summary>
internal readonly record struct PathQuery(string Text)
{
    public static PathQuery Of(string path) => new(path);

    /// <summary>A job, or what hangs below it.</summary>
    public static PathQuery Of(JobId id, string below = "") => new($"jobs/{id}{below}");

    public PathQuery And(string name, string? value) => value is null
        ? this
        : new PathQuery($"{Text}{(Text.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}="
            + Uri.EscapeDataString(value));

    public PathQuery And(string name, long value) => And(name, value.ToString(CultureInfo.InvariantCulture));
}
