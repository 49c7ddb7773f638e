using System.Globalization;
using AkkaJobs.Coordination;

namespace AkkaJobs.Protocol;

/// <summary>
/// The formats of journal and messages, under one number: a version that adds a kind or a field to either, which others
/// must understand, raises <see cref="Latest"/>, and writes what it has added only where all read it: in the journal
/// once <see cref="CoordinatorState.Format"/> has come so far, in messages while
/// <see cref="Membership.ClusterFormat"/> has.
/// </summary>
internal static class Formats
{
    /// <summary>
    /// That of versions which announced none. Journal: up to <c>queue_resumed</c>. Messages: up to <c>acted</c>.
    /// </summary>
    public const int First = CoordinatorState.FirstFormat;

    /// <summary>The highest that this version reads and writes. Journal: <c>format_raised</c>.</summary>
    public const int Latest = 2;

    private const string RolePrefix = "akkajobs-format-";
    private const string CommitPrefix = "c";

    /// <summary>How a node announces what it reads: a role among its others, which all know as it joins.</summary>
    public static string Role(int format) => RolePrefix + format.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a role is such an announcement.</summary>
    public static bool IsAnnounced(string role) => role.StartsWith(RolePrefix, StringComparison.Ordinal);

    /// <summary>What a node with these roles reads.</summary>
    public static int Announced(IEnumerable<string> roles)
    {
        var said = First;
        foreach (var role in roles)
        {
            if (IsAnnounced(role) && Number(role, RolePrefix) is { } format)
            {
                said = Math.Max(said, format);
            }
        }

        return said;
    }

    /// <summary>
    /// What stands on a journal row of a format, so that a version which does not read it leaves it alone.
    /// </summary>
    public static string Manifest(int format) => CommitPrefix + format.ToString(CultureInfo.InvariantCulture);

    /// <summary>The format of a journal row; null if its manifest is none of ours.</summary>
    public static int? OfManifest(string manifest) =>
        manifest.StartsWith(CommitPrefix, StringComparison.Ordinal) ? Number(manifest, CommitPrefix) : null;

    private static int? Number(string text, string prefix) =>
        int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= First
            ? number
            : null;
}
