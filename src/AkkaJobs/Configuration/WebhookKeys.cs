namespace AkkaJobs.Configuration;

/// <summary>
/// The keys of webhooks: <c>akkajobs.alerts.webhooks.NAME.url</c>, <c>.secret</c>, <c>.insecure</c>. A name may have
/// dots in it.
/// </summary>
internal static class WebhookKeys
{
    public const string Prefix = "akkajobs.alerts.webhooks.";

    private const int MaxWebhooks = 16;
    private const int MinSecret = 16;

    public const string Url = "url";
    public const string Secret = "secret";
    public const string Insecure = "insecure";

    public static string Of(WebhookOptions webhook, string field) => $"{Prefix}{webhook.Name}.{field}";

    /// <summary>Name and field; null where the key is that of no webhook.</summary>
    public static (string Name, string Field)? Parse(string key)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var dot = key.LastIndexOf('.');
        return dot > Prefix.Length ? (key[Prefix.Length..dot], key[(dot + 1)..]) : (key[Prefix.Length..], "");
    }

    /// <summary>A key as HOCON reads it back: the name of a webhook may need quotes.</summary>
    public static string AsHocon(string key) => Parse(key) is { } named
        ? $"{Prefix}{Texts.Word(named.Name)}.{named.Field}"
        : key;

    /// <summary>Puts one field into the options. Returns what is wrong with it, or null.</summary>
    public static string? Read(AlertOptions options, (string Name, string Field) key, string value)
    {
        var webhook = options.Webhooks.FirstOrDefault(known => known.Name == key.Name)
            ?? new WebhookOptions(key.Name, "", "");
        var insecure = Texts.Switch.Parse(value);
        WebhookOptions? next = key.Field switch
        {
            Url => webhook with { Url = value },
            Secret => webhook with { Secret = value },
            Insecure when insecure.Ok => webhook with { Insecure = insecure.Value },
            _ => null,
        };
        if (next is null)
            return key.Field == Insecure
                ? $"must be {Texts.Switch.Name}, but is {Texts.Quote(value)}"
                : $"must end in .{Url}, .{Secret} or .{Insecure}";
        options.Webhooks = [.. options.Webhooks.Where(known => known.Name != key.Name), next];
        return null;
    }

    /// <summary>Each key with its value as HOCON; without what may be a secret.</summary>
    public static IEnumerable<(string Key, string Value)> Show(IEnumerable<WebhookOptions> webhooks)
    {
        foreach (var webhook in webhooks)
        {
            yield return (Of(webhook, Url), Texts.Quote($"{webhook.Place}/***"));
            yield return (Of(webhook, Secret), Texts.Masked);
            yield return (Of(webhook, Insecure), Texts.Switch.Show(webhook.Insecure));
        }
    }

    /// <summary>Every broken bound. No value is told, since even an address may hold a secret.</summary>
    public static IEnumerable<(string Key, string? Problem)> Check(IReadOnlyList<WebhookOptions> webhooks)
    {
        if (webhooks.Count > MaxWebhooks)
            yield return (Prefix.TrimEnd('.'), $"must be at most {MaxWebhooks}, but are {webhooks.Count}");
        foreach (var same in webhooks.GroupBy(webhook => webhook.Name).Where(same => same.Count() > 1))
            yield return (Of(same.Last(), Url), "must be of one webhook only, but the name is there twice");
        foreach (var webhook in webhooks)
        {
            if (webhook.Name.Length == 0 || Bounds.Name(webhook.Name) is not null)
                yield return (Of(webhook, Url),
                    $"must have a name of 1 to {Limits.MaxNameBytes} bytes without control characters before it");
            if (UrlProblem(webhook) is { } problem)
                yield return (Of(webhook, Url), $"{problem} (its value is not shown)");
            if (webhook.Secret.Length < MinSecret || !Bounds.IsSecret(webhook.Secret))
                yield return (Of(webhook, Secret),
                    $"must be {MinSecret} to 1024 visible ASCII characters, but is not (its value is not shown)");
        }
    }

    private static string? UrlProblem(WebhookOptions webhook)
    {
        const string must = "must be https://HOST/…, or http://… to this machine, without a user";
        if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) || url.UserInfo.Length > 0)
            return $"{must}, but is not";
        if (url.Scheme == Uri.UriSchemeHttp)
            return url.IsLoopback || webhook.Insecure
                ? null
                : $"{must}, but is http://… to another (insecure = on lets it pass: whoever is on the way can read it)";
        return url.Scheme == Uri.UriSchemeHttps ? null : $"{must}, but is {url.Scheme}:…";
    }
}
