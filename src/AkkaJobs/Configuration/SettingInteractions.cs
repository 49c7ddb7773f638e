using System.Text;

namespace AkkaJobs.Configuration;

/// <summary>What settings ask of each other.</summary>
internal static class SettingInteractions
{
    private static readonly string[] TokenRoles = ["admin", "client", "bot"];

    /// <summary>Every broken one, under the key that a reader would change.</summary>
    public static IEnumerable<(string Key, string? Problem)> Check(AkkaJobsOptions options) =>
        Coordinator(options).Concat(RecoveryPlan.Check(options)).Concat(Tls(options.Remote.Tls))
            .Concat(Ports(options.Http)).Concat(Tokens(options.Http.Tokens))
            .Concat(WebhookKeys.Check(options.Alerts.Webhooks));

    private static IEnumerable<(string Key, string? Problem)> Tls(TlsOptions tls)
    {
        if (tls.IsOn && tls.Authority.Length == 0)
            yield return ("akkajobs.remote.tls.authority",
                "must name the file of the authority's certificate where akkajobs.remote.tls.certificate is set");
        if (!tls.IsOn && (tls.Key.Length > 0 || tls.Password.Length > 0 || tls.Authority.Length > 0))
            yield return ("akkajobs.remote.tls.certificate",
                "must name the file of this node's certificate where another key of akkajobs.remote.tls is set");
    }

    private static IEnumerable<(string Key, string? Problem)> Coordinator(AkkaJobsOptions options)
    {
        var (coordinator, plan) = (options.Coordinator, options.Plan);
        if (plan.Lease <= 2 * plan.Heartbeat)
            yield return ("akkajobs.coordinator.lease",
                $"must be more than twice akkajobs.coordinator.heartbeat ({Show(plan.Heartbeat)}), "
                + $"but is {Show(plan.Lease)}");
        if (coordinator.Tick > plan.Heartbeat)
            yield return ("akkajobs.coordinator.tick",
                $"must be at most akkajobs.coordinator.heartbeat ({Show(plan.Heartbeat)}), "
                + $"but is {Show(coordinator.Tick)}");
        if (coordinator.Retry.First > coordinator.Retry.Longest)
            yield return ("akkajobs.coordinator.retry.first",
                $"must be at most akkajobs.coordinator.retry.longest ({Show(coordinator.Retry.Longest)}), "
                + $"but is {Show(coordinator.Retry.First)}");
    }

    private static IEnumerable<(string Key, string? Problem)> Ports(HttpDoorOptions http)
    {
        if (Listen.Parse(http.Url) is { Port: > 0 } door && Listen.Parse(http.ManagementUrl)?.Port == door.Port)
            yield return ("akkajobs.management.url",
                $"must not have the port of akkajobs.http.url, but is {Texts.Quote(http.ManagementUrl)}");
    }

    private static IEnumerable<(string Key, string? Problem)> Tokens(IReadOnlyList<TokenOptions> tokens)
    {
        foreach (var token in tokens)
        {
            var key = TokenKeys.Of(token);
            if (!TokenRoles.Contains(token.Role))
                yield return (key,
                    $"must name a role of {string.Join(", ", TokenRoles)}, but names {Texts.Quote(token.Role)}");
            if (token.Name.Length == 0 || Encoding.UTF8.GetByteCount(token.Name) > Limits.MaxNameBytes)
                yield return (key, $"must name its holder in 1 to {Limits.MaxNameBytes} bytes");
            if (!Bounds.IsSecret(token.Secret))
                yield return (key, "must be 1 to 1024 visible ASCII characters, but is not (its value is not shown)");
        }

        foreach (var same in tokens.GroupBy(token => token.Secret).Where(same => same.Count() > 1))
            yield return (TokenKeys.Of(same.Last()),
                $"must differ from every other token, but has the secret of {TokenKeys.Of(same.First())}");
    }

    private static string Show(TimeSpan duration) => Texts.Duration.Show(duration);
}
