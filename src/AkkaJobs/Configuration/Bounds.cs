using System.Text;

namespace AkkaJobs.Configuration;

/// <summary>What a value must be: a function that says so where it is not.</summary>
internal static class Bounds
{
    public static string? Anything<T>(T value) => null;

    public static Func<T, string?> Between<T>(T least, T most, SettingText<T> text) where T : IComparable<T> =>
        value => value.CompareTo(least) < 0 || value.CompareTo(most) > 0
            ? $"must be between {text.Show(least)} and {text.Show(most)}"
            : null;

    /// <summary>Zero says that it follows from other settings.</summary>
    public static Func<TimeSpan, string?> ZeroOr(Func<TimeSpan, string?> bound) => value =>
        value == TimeSpan.Zero || bound(value) is not { } must ? null : $"{must}, or 0s";

    public static string? NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? "must not be empty" : null;

    public static string? Name(string text) =>
        Encoding.UTF8.GetByteCount(text) > Limits.MaxNameBytes || text.Any(char.IsControl)
            ? $"must have at most {Limits.MaxNameBytes} bytes and no control characters"
            : null;

    public static Func<IReadOnlyList<string>, string?> Names(int most) => names =>
        names.Count > most || names.Any(name => name.Length == 0 || Name(name) is not null)
            ? $"must be at most {most} names of 1 to {Limits.MaxNameBytes} bytes"
            : null;

    public static Func<IReadOnlyList<string>, string?> OneOrMoreOf(IReadOnlyList<string> known) => items =>
        items.Count == 0 || items.Distinct().Count() < items.Count || items.Except(known).Any()
            ? $"must be one or more of {string.Join(", ", known)}, each once"
            : null;

    public static string? KnownDatabase(string text)
    {
        if (text.StartsWith(AkkaJobsOptions.SqlitePrefix, StringComparison.Ordinal))
            return null;
        if (!text.StartsWith(AkkaJobsOptions.PostgresPrefix, StringComparison.Ordinal))
            return "must be sqlite:DIR or postgres:CONNECTION";
        return DatabaseText.Parse(text[AkkaJobsOptions.PostgresPrefix.Length..]) is { Host.Length: > 0 }
            ? null
            : "must be postgres:CONNECTION as Npgsql reads it, with a host at least, as in "
                + "postgres:Host=127.0.0.1;Port=5432;Username=jobs;Database=jobs";
    }

    public static string? Host(string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Unknown || text is "0.0.0.0" or "::"
            ? "must be a host name or an IP address under which other nodes reach this one"
            : null;

    public static string? BindAddress(string text) =>
        text.Length > 0 && NodeAddress.Parse(text) is not { IsOfMachine: true }
            ? "must be ADDRESS:PORT, ADDRESS being an IP address or localhost, with a port from 1 to 65535; or empty"
            : null;

    public static string? Addresses(IReadOnlyList<string> items) =>
        items.Any(item => NodeAddress.Parse(item) is null)
            ? "must be host:port, each with a port from 1 to 65535"
            : null;

    public static string? ExistingFolder(string text) =>
        text.Length > 0 && !Directory.Exists(text) ? "must be a folder that exists" : null;

    public static string? ExistingFile(string text) =>
        text.Length > 0 && !File.Exists(text) ? "must be a file that exists" : null;

    public static string? ListenUrl(string text) =>
        Listen.Parse(text) is null
            ? "must be http://ADDRESS:PORT without a path, ADDRESS being an IP address, localhost or *"
            : null;

    public static string? CollectorUrl(string text) =>
        text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? "must be http://HOST:PORT, or empty"
            : null;

    /// <summary>A secret travels in a header, so it must be visible ASCII.</summary>
    public static bool IsSecret(string text) =>
        text.Length is >= 1 and <= 1024 && text.All(letter => letter is > ' ' and <= '~');
}
