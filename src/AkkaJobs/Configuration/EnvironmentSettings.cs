using System.Collections;
using System.Globalization;

namespace AkkaJobs.Configuration;

/// <summary>
/// The environment as a source: <c>AKKAJOBS_BOT__SLOTS</c> is <c>akkajobs.bot.slots</c>. A dot is <c>__</c>, a hyphen
/// <c>_</c>, and list items are numbered: <c>AKKAJOBS_ROLES__0</c>. <c>AKKA__…</c> tunes Akka in the same way.
/// </summary>
internal static class EnvironmentSettings
{
    private const string Prefix = "AKKAJOBS_";

    /// <summary>Names with our prefix that are no settings: those of the tests, and of the settings file.</summary>
    private static readonly string[] Others = ["AKKAJOBS_TEST_", ConfigFile];

    /// <summary>Names a settings file, as <c>--config</c> does.</summary>
    public const string ConfigFile = "AKKAJOBS_CONFIG";

    /// <summary>What the environment says about <c>akkajobs</c>. A variable that is empty says nothing.</summary>
    public static IReadOnlyList<SettingEntry> Read(IDictionary environment) => Read(environment, Prefix, Settings.Root);

    /// <summary>What it says about <c>akka</c>.</summary>
    public static IReadOnlyList<SettingEntry> ReadAkka(IDictionary environment) => Read(environment, "AKKA__", "akka.");

    private static List<SettingEntry> Read(IDictionary environment, string prefix, string root)
    {
        var entries = new List<SettingEntry>();
        foreach (var list in Variables(environment, prefix, root).GroupBy(variable => variable.Key))
        {
            // Items and a whole value for one key: the whole value, being what a person would rather write.
            var items = list.Where(variable => variable.Item is null).Take(1).ToList() is { Count: 1 } whole
                ? whole
                : list.OrderBy(variable => variable.Item).ToList();
            entries.Add(new SettingEntry(list.Key, [.. items.Select(item => item.Value)], items[0].Name));
        }

        return entries;
    }

    private static IEnumerable<(string Key, int? Item, string Value, string Name)> Variables(
        IDictionary environment, string prefix, string root)
    {
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (variable.Value is not string { Length: > 0 } value
                || !name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                || Others.Any(other => name.StartsWith(other, StringComparison.OrdinalIgnoreCase)))
                continue;

            var words = name[prefix.Length..].ToLowerInvariant().Split("__");
            var key = root + string.Join('.', words).Replace('_', '-');
            var dot = key.LastIndexOf('.');

            // A number ends the key of a list's item, but it may as well be the name of a token.
            var isItem = int.TryParse(key[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var item)
                && !key.StartsWith(TokenKeys.Prefix, StringComparison.Ordinal);
            yield return isItem ? (key[..dot], item, value, name) : (key, null, value, name);
        }
    }
}
