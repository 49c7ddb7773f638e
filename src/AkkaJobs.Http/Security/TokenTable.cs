using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>The tokens that are let in, kept as hashes.</summary>
internal sealed class TokenTable
{
    private const string Scheme = "Bearer ";

    private readonly List<(byte[] Hash, Caller Caller)> _entries = [];

    /// <exception cref="ArgumentException">An empty secret, or one that two tokens share.</exception>
    public TokenTable(IEnumerable<BearerToken> tokens)
    {
        var seen = new Dictionary<string, BearerToken>();
        foreach (var token in tokens)
        {
            if (string.IsNullOrWhiteSpace(token.Secret))
            {
                throw new ArgumentException($"akkajobs.http.tokens.{token} must not be empty.", nameof(tokens));
            }

            if (!seen.TryAdd(token.Secret, token))
            {
                throw new ArgumentException(
                    $"akkajobs.http.tokens.{token} and {seen[token.Secret]} must not have the same secret.",
                    nameof(tokens));
            }

            _entries.Add((Hash(token.Secret), new Caller(token.Role, token.Name)));
        }
    }

    /// <summary>Who sends this request; null for no token or an unknown one.</summary>
    public Caller? Find(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // Hashes have one length, and every entry is compared: how long it takes tells nothing of how near a guess is.
        var hash = Hash(header[Scheme.Length..].Trim());
        Caller? found = null;
        foreach (var (known, caller) in _entries)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? caller : found;
        }

        return found;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
