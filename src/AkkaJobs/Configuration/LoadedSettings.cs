namespace AkkaJobs.Configuration;

/// <summary>The settings in force, and where each came from.</summary>
internal sealed class LoadedSettings
{
    private const string Default = "default";

    private readonly Dictionary<string, string> _origins;

    private LoadedSettings(AkkaJobsOptions options, Dictionary<string, string> origins)
    {
        Options = options;
        _origins = origins;
    }

    public AkkaJobsOptions Options { get; }

    /// <summary>Puts sources over the defaults.</summary>
    /// <param name="found">What is known to be wrong already.</param>
    /// <param name="layers">From the weakest to the strongest.</param>
    /// <exception cref="InvalidOptionsException">Names every unknown key, unreadable value and broken
    /// bound.</exception>
    public static LoadedSettings Load(
        IEnumerable<string> found, IReadOnlyList<IReadOnlyList<SettingEntry>> layers)
    {
        var options = new AkkaJobsOptions();
        var errors = found.ToList();
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        var known = Settings.All.ToDictionary(setting => setting.Key, StringComparer.Ordinal);
        foreach (var entry in Effective(layers))
        {
            origins[entry.Key] = entry.Origin;
            var problem = known.TryGetValue(entry.Key, out var setting)
                ? setting.Read(options, entry.Items)
                : ReadNamed(options, entry);
            if (problem is null)
                continue;
            unreadable.Add(entry.Key);
            errors.Add($"{entry.Key} {problem} ({entry.Origin}).");
        }

        string Origin(string key) => origins.GetValueOrDefault(key, Default);
        errors.AddRange(options.Errors(Origin, unreadable));
        InvalidOptionsException.ThrowIfAny(errors);
        return new LoadedSettings(options, origins);
    }

    /// <summary>Every key with its value and origin, as HOCON; secrets masked.</summary>
    public IEnumerable<string> Print()
    {
        var lines = Settings.All.Select(setting => (setting.Key, Value: setting.Show(Options)))
            .Concat(Options.Http.Tokens.Select(token => (Key: TokenKeys.Of(token), Value: Texts.Masked)))
            .Concat(WebhookKeys.Show(Options.Alerts.Webhooks))
            .Select(line => (Text: $"{WebhookKeys.AsHocon(TokenKeys.AsHocon(line.Key))} = {line.Value}", line.Key))
            .ToList();
        var width = Math.Min(lines.Max(line => line.Text.Length), 72);
        return lines.Select(line => $"{line.Text.PadRight(width)}  # {Comment(line.Key)}");
    }

    /// <summary>Where a key's value came from.</summary>
    public string OriginOf(string key) => _origins.GetValueOrDefault(
        key, key.StartsWith(Settings.Root, StringComparison.Ordinal) ? Default : "a settings file or the environment");

    /// <summary>The origin, and what a zero comes to that says that the value follows from others.</summary>
    private string Comment(string key) => key switch
    {
        "akkajobs.coordinator.heartbeat" when Options.Coordinator.Heartbeat == TimeSpan.Zero =>
            $"{OriginOf(key)}: {Texts.Duration.Show(Options.Plan.Heartbeat)}",
        "akkajobs.coordinator.lease" when Options.Coordinator.Lease == TimeSpan.Zero =>
            $"{OriginOf(key)}: {Texts.Duration.Show(Options.Plan.Lease)}",
        _ => OriginOf(key),
    };

    /// <summary>The strongest entry of each key, in the order of the keys, so that errors come in one order.</summary>
    private static IEnumerable<SettingEntry> Effective(IReadOnlyList<IReadOnlyList<SettingEntry>> layers) =>
        layers.SelectMany(layer => layer)
            .GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(same => same.Last())
            .OrderBy(entry => entry.Key, StringComparer.Ordinal);

    /// <summary>What has a name of the operator's choice in its key.</summary>
    private static string? ReadNamed(AkkaJobsOptions options, SettingEntry entry)
    {
        if (WebhookKeys.Parse(entry.Key) is { } webhook)
            return entry.Items.Count == 1
                ? WebhookKeys.Read(options.Alerts, webhook, entry.Items[0])
                : "must be one text";
        if (TokenKeys.Parse(entry.Key) is not { } token)
            return SettingNames.Unknown(entry.Key);
        if (token.Name.Length == 0)
            return $"must name the token's holder: {entry.Key}.NAME = SECRET";
        if (entry.Items.Count != 1)
            return "must be one secret";
        options.Http.Tokens = [.. options.Http.Tokens, new TokenOptions(token.Role, token.Name, entry.Items[0])];
        return null;
    }
}
