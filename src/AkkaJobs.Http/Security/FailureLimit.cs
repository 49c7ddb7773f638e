using System.Net;
using System.Net.Sockets;

namespace AkkaJobs.Http;

/// <summary>
/// Makes guessing of tokens slow: who sent too many unknown ones within a minute is answered 429 until that minute is
/// over, whatever token comes next, or a guess that is right would be as good as ever. Callers that were let in from
/// there before go on, so that a neighbour, or a bot with an old token, keeps nobody out.
/// </summary>
/// <param name="most">Unknown tokens of one address within a minute.</param>
/// <param name="time">The clock.</param>
internal sealed class FailureLimit(int most, TimeProvider time)
{
    /// <summary>Addresses, and callers let in, that are remembered; beyond them all are forgotten at once.</summary>
    private const int MostRemembered = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> _failures = [];
    private readonly HashSet<(IPAddress From, string? Name)> _letIn = [];

    /// <summary>How long this address must wait; null if the request may pass.</summary>
    /// <param name="from">Where it comes from.</param>
    /// <param name="caller">Whose token it has; null for none that is known.</param>
    public TimeSpan? Wait(IPAddress from, Caller? caller)
    {
        from = Block(from);
        lock (_lock)
        {
            var left = Left(from);
            if (caller is null)
            {
                return left;
            }

            if (left is not null)
            {
                return _letIn.Contains((from, caller.Name)) ? null : left;
            }

            Remember(from, caller);
            return null;
        }
    }

    /// <summary>An unknown token came from there.</summary>
    public void Failed(IPAddress from)
    {
        from = Block(from);
        lock (_lock)
        {
            var (since, count) = _failures.GetValueOrDefault(from, (time.GetTimestamp(), 0));
            if (time.GetElapsedTime(since) >= Window)
            {
                (since, count) = (time.GetTimestamp(), 0);
            }

            if (_failures.Count >= MostRemembered)
            {
                _failures.Clear();
            }

            _failures[from] = (since, count + 1);
        }
    }

    /// <summary>Other tokens are in force: nobody has been let in by them yet.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _letIn.Clear();
        }
    }

    private TimeSpan? Left(IPAddress from)
    {
        if (!_failures.TryGetValue(from, out var failures) || failures.Count < most)
        {
            return null;
        }

        var left = Window - time.GetElapsedTime(failures.Since);
        return left > TimeSpan.Zero ? left : null;
    }

    private void Remember(IPAddress from, Caller caller)
    {
        if (_letIn.Count >= MostRemembered)
        {
            _letIn.Clear();
        }

        _letIn.Add((from, caller.Name));
    }

    /// <summary>Of IPv6 the network: one host has all the addresses in it.</summary>
    private static IPAddress Block(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
