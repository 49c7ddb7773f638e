using System.Text.RegularExpressions;
using Npgsql;

namespace AkkaJobs.Configuration;

/// <summary>
/// How the database is written: <c>sqlite:DIR</c> or <c>postgres:CONNECTION</c>. Shown without its secrets, so what is
/// shown of a PostgreSQL with a password cannot be read back.
/// </summary>
internal static partial class DatabaseText
{
    public static readonly SettingText<string> Instance =
        new("text", text => (text, true), text => Texts.Quote(Mask(text)));

    private const string Masked = "***";

    /// <summary>A connection string; null where Npgsql cannot read it.</summary>
    public static NpgsqlConnectionStringBuilder? Parse(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException
            or InvalidCastException or KeyNotFoundException or NotSupportedException)
        {
            // What it says of the fault may repeat a part of the password.
            return null;
        }
    }

    /// <summary>The text with its secrets masked; all of it, where it cannot be read.</summary>
    public static string Mask(string text)
    {
        if (text.StartsWith(AkkaJobsOptions.SqlitePrefix, StringComparison.Ordinal))
            return text;
        if (!text.StartsWith(AkkaJobsOptions.PostgresPrefix, StringComparison.Ordinal))
            return Scheme().Match(text).Value + Masked;
        if (Parse(text[AkkaJobsOptions.PostgresPrefix.Length..]) is not { } connection)
            return AkkaJobsOptions.PostgresPrefix + Masked;
        connection.Password = connection.Password is null ? null : Masked;
        connection.SslPassword = connection.SslPassword is null ? null : Masked;
        return AkkaJobsOptions.PostgresPrefix + connection.ConnectionString;
    }

    /// <summary>Enough to see what was meant: somebody may have written a URL, password and all.</summary>
    [GeneratedRegex("^[a-z]*:")]
    private static partial Regex Scheme();
}
