using System.Net.Sockets;
using AkkaJobs.Followers;
using AkkaJobs.Hosting;
using AkkaJobs.Storage;
using Microsoft.AspNetCore.Connections;

namespace AkkaJobs.Node;

/// <summary>Why a node did not start, where its operator can do something about it.</summary>
internal static class StartFaults
{
    /// <summary>What is wrong and how to cure it; null for what only a stack trace explains.</summary>
    public static string? Explain(Exception fault)
    {
        var chain = Chain(fault).ToList();

        // First: what lies below may be a socket's fault too, and then nobody else's address is taken.
        if (chain.OfType<DatabaseAwayException>().FirstOrDefault() is { } away)
            return away.Message;
        if (chain.Any(inner => inner is AddressInUseException or SocketException))
            return $"{fault.Message.TrimEnd('.')}. Stop who listens there, or choose another address with --http, "
                + "--management, --port or --bind.";
        return chain.FirstOrDefault(inner => inner is DataFolderInUseException or SchemaMismatchException
            or SchemaTooNewException or SchemaNotAllowedException or FormatTooNewException or TablesAheadException
            or IOException or UnauthorizedAccessException or InvalidDataException)?.Message;
    }

    private static IEnumerable<Exception> Chain(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
            yield return inner;
    }
}
