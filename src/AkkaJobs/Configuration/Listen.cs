namespace AkkaJobs.Configuration;

/// <summary>An address on which to answer HTTP: <c>http://ADDRESS:PORT</c>.</summary>
internal static class Listen
{
    /// <summary>
    /// Address and port; null where the text is none: an IP address, <c>localhost</c>, or <c>*</c> for all. A name
    /// would leave open on which of its addresses to listen.
    /// </summary>
    public static NodeAddress? Parse(string url)
    {
        // Uri refuses the "all addresses" that Kestrel knows by these names.
        var plain = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal)
            .Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return null;
        var isAddress = uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || uri.Host == "localhost";
        return isAddress ? new NodeAddress(uri.Host, uri.Port) : null;
    }
}
