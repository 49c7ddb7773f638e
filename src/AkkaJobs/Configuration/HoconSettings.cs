using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Hosting;

namespace AkkaJobs.Configuration;

/// <summary>A HOCON file as a source: our keys as entries, everything else as Akka's configuration.</summary>
internal sealed class HoconSettings
{
    /// <summary>Below <c>akkajobs</c>, yet read by Akka: the dispatchers of our actors.</summary>
    private static readonly string[] Dispatchers =
        ["akkajobs.bot.dispatcher", "akkajobs.coordinator-dispatcher", "akkajobs.journal-dispatcher"];

    private HoconSettings(IReadOnlyList<SettingEntry> entries, Config akka)
    {
        Entries = entries;
        Akka = akka;
    }

    /// <summary>What it says about <c>akkajobs</c>.</summary>
    public IReadOnlyList<SettingEntry> Entries { get; }

    /// <summary>
    /// What the actor system is to know: nothing of <c>akkajobs</c> but dispatchers, since Akka logs its configuration
    /// when asked to, and tokens are in ours.
    /// </summary>
    public Config Akka { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidOptionsException">It cannot be read, or is no HOCON that Akka.NET
    /// understands.</exception>
    public static HoconSettings ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionsException([$"The settings file {path} cannot be read: {fault.Message}"]);
        }
    }

    /// <summary>Reads HOCON.</summary>
    /// <param name="text">The HOCON.</param>
    /// <param name="origin">What errors call it.</param>
    /// <exception cref="InvalidOptionsException">It is no HOCON that Akka.NET understands.</exception>
    public static HoconSettings Read(string text, string origin)
    {
        InvalidOptionsException.ThrowIfAny([.. HoconTraps.Find(text, origin)]);
        try
        {
            var config = ConfigurationFactory.ParseString(text);
            var entries = new List<SettingEntry>();
            if (config.GetValue("akkajobs") is { } root)
                Flatten("akkajobs", root, origin, entries);
            return new HoconSettings(entries, ForAkka(config));
        }
        // The parser has no type of its own for what it cannot read, and stumbles in several ways.
        catch (Exception fault) when (fault is not InvalidOptionsException)
        {
            throw new InvalidOptionsException([$"{origin} is no HOCON that can be read: {fault.Message}"]);
        }
    }

    private static Config ForAkka(Config config)
    {
        var akka = ConfigurationFactory.Empty;
        foreach (var path in Dispatchers.Append("akka").Where(path => config.HasPath(path)))
            akka = akka.WithFallback(config.GetConfig(path).MoveTo(path));
        return akka;
    }

    private static void Flatten(string key, HoconValue value, string origin, List<SettingEntry> entries)
    {
        if (Dispatchers.Contains(key))
            return;
        if (value.IsObject())
        {
            foreach (var (name, child) in value.GetObject().Items)
                Flatten($"{key}.{name}", child, origin, entries);
            return;
        }

        if (Items(value) is { } items)
            entries.Add(new SettingEntry(key, items, origin));
    }

    /// <summary>Null where the value is null: then the file says nothing about the key.</summary>
    private static IReadOnlyList<string>? Items(HoconValue value)
    {
        // HoconValue.IsArray says no to an empty one.
        if (value.Values.OfType<HoconArray>().LastOrDefault() is { } array)
            return [.. array.Select(item => item.GetString() ?? "")];
        return value.GetString() is { } text ? [text] : null;
    }
}
