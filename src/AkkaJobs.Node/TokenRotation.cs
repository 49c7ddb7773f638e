using System.Runtime.InteropServices;
using AkkaJobs.Configuration;
using AkkaJobs.Http;

namespace AkkaJobs.Node;

/// <summary>
/// Reads the tokens anew at SIGHUP, and nothing else: so they are changed while the node runs. What cannot be read
/// leaves those before in force.
/// </summary>
internal sealed partial class TokenRotation : IDisposable
{
    private readonly Func<LoadedSettings> _load;
    private readonly HttpTokens _tokens;
    private readonly ILogger _log;
    private readonly PosixSignalRegistration? _hangUp;

    /// <param name="load">Reads the settings again.</param>
    /// <param name="tokens">Who is let in.</param>
    /// <param name="log">Hears names, never secrets.</param>
    public TokenRotation(Func<LoadedSettings> load, HttpTokens tokens, ILogger<TokenRotation> log)
    {
        (_load, _tokens, _log) = (load, tokens, log);

        // On Windows the signal says that the console is closed.
        _hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Rotate);
    }

    public void Dispose() => _hangUp?.Dispose();

    private void Rotate(PosixSignalContext signal)
    {
        signal.Cancel = true;
        try
        {
            var tokens = NodeTokens.Of(_load().Options).Tokens;
            _tokens.Replace(tokens);
            Rotated(_log, string.Join(", ", tokens));
        }
        catch (Exception fault) when (fault is InvalidOptionsException or ArgumentException or IOException
            or UnauthorizedAccessException or InvalidDataException)
        {
            NotRotated(_log, fault.Message);
        }
    }

    [LoggerMessage(6001, LogLevel.Warning, "Let in from now on: {Tokens}.")]
    private static partial void Rotated(ILogger log, string tokens);

    [LoggerMessage(6002, LogLevel.Error, "The tokens stay as they were: {Reason}")]
    private static partial void NotRotated(ILogger log, string reason);
}
