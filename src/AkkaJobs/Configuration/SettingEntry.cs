namespace AkkaJobs.Configuration;

/// <summary>What one source says about one key.</summary>
/// <param name="Key">The whole key: <c>akkajobs.bot.slots</c>.</param>
/// <param name="Items">One text, or the items of a list.</param>
/// <param name="Origin">Where it stands, for errors and <c>--print-config</c>: a file, a variable, an argument.</param>
internal sealed record SettingEntry(string Key, IReadOnlyList<string> Items, string Origin);
