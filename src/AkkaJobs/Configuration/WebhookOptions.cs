namespace AkkaJobs;

/// <summary>One who is told of alerts by HTTP: <c>akkajobs.alerts.webhooks.NAME</c>.</summary>
/// <param name="Name">What logs and metrics call it; at most 128 bytes.</param>
/// <param name="Url">Where alerts are posted: <c>https</c>, or <c>http</c> to this machine. May hold a secret, so no
/// more than its host is ever logged or shown.</param>
/// <param name="Secret">What they are signed with: 16 to 1024 visible ASCII characters. Never logged.</param>
/// <param name="Insecure">Whether <c>http</c> beyond this machine is let pass: anyone on the way can read what is sent.
/// Default off.</param>
public sealed record WebhookOptions(string Name, string Url, string Secret, bool Insecure = false)
{
    /// <summary>The webhook without its secret, and without what in its address may be one.</summary>
    public override string ToString() => $"{Name} ({Place})";

    /// <summary>Scheme, host and port; empty where there is no address.</summary>
    internal string Place => Uri.TryCreate(Url, UriKind.Absolute, out var url)
        ? $"{url.Scheme}://{url.Authority}"
        : "";
}
