namespace AkkaJobs.Configuration;

/// <summary>One key of <c>akkajobs</c>: how it is read from text, shown as text, and bounded.</summary>
internal abstract class Setting(string key)
{
    public string Key { get; } = key;

    /// <summary>Whether the key takes a list: items numbered, or separated by commas.</summary>
    public virtual bool IsList => false;

    /// <summary>Puts what a source says into the options. Returns what is wrong with it, or null.</summary>
    public abstract string? Read(AkkaJobsOptions options, IReadOnlyList<string> items);

    /// <summary>The value in force, as HOCON.</summary>
    public abstract string Show(AkkaJobsOptions options);

    /// <summary>What bound the value breaks, as <c>must be …, but is …</c>; or null.</summary>
    public abstract string? Check(AkkaJobsOptions options);
}

/// <summary>How a type of value is written.</summary>
/// <param name="Name">What is wanted, as in <c>must be a duration, as in 500ms</c>.</param>
/// <param name="Parse">The value, or null where the text is none.</param>
/// <param name="Show">The text, which <paramref name="Parse"/> reads back; it is HOCON.</param>
internal sealed record SettingText<T>(string Name, Func<string, (T Value, bool Ok)> Parse, Func<T, string> Show);

/// <summary>A key with one value.</summary>
/// <param name="key">The whole key.</param>
/// <param name="text">How the value is written.</param>
/// <param name="get">Reads it from the options.</param>
/// <param name="set">Puts it there.</param>
/// <param name="bound">What the value must be, where it is not: <c>must be between 1 and 1024</c>; or null.</param>
internal sealed class Setting<T>(
    string key, SettingText<T> text, Func<AkkaJobsOptions, T> get, Action<AkkaJobsOptions, T> set,
    Func<T, string?> bound)
    : Setting(key)
{
    public override string? Read(AkkaJobsOptions options, IReadOnlyList<string> items)
    {
        if (items.Count != 1)
            return $"must be {text.Name}, but is a list of {items.Count}";
        var (value, ok) = text.Parse(items[0]);
        if (!ok)
            return $"must be {text.Name}, but is {Texts.Quote(items[0])}";
        set(options, value);
        return null;
    }

    public override string Show(AkkaJobsOptions options) => text.Show(get(options));

    public override string? Check(AkkaJobsOptions options)
    {
        var value = get(options);
        return bound(value) is { } must ? $"{must}, but is {text.Show(value)}" : null;
    }
}

/// <summary>A key with a list of texts.</summary>
/// <param name="key">The whole key.</param>
/// <param name="get">Reads it from the options.</param>
/// <param name="set">Puts it there.</param>
/// <param name="bound">What the list must be, where it is not; or null.</param>
internal sealed class ListSetting(
    string key, Func<AkkaJobsOptions, IReadOnlyList<string>> get, Action<AkkaJobsOptions, IReadOnlyList<string>> set,
    Func<IReadOnlyList<string>, string?> bound)
    : Setting(key)
{
    public override bool IsList => true;

    public override string? Read(AkkaJobsOptions options, IReadOnlyList<string> items)
    {
        set(options, [.. items.SelectMany(Split)]);
        return null;
    }

    public override string Show(AkkaJobsOptions options) => Texts.List(get(options));

    public override string? Check(AkkaJobsOptions options)
    {
        var items = get(options);
        return bound(items) is { } must ? $"{must}, but is {Texts.List(items)}" : null;
    }

    private static IEnumerable<string> Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
