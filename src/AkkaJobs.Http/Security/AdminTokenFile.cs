using System.Buffers.Text;
using System.Security.Cryptography;

namespace AkkaJobs.Http;

/// <summary>The admin token that a node makes for itself where none is configured.</summary>
public static class AdminTokenFile
{
    /// <summary>Its name in the data folder.</summary>
    public const string FileName = "admin-token";

    private const int SecretBytes = 32;

    /// <summary>How long another start may take to make it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// The secret in the folder's <c>admin-token</c>; made at random if there is none, readable by its owner only
    /// (file 0600, folder 0700).
    /// </summary>
    /// <param name="folder">The data folder; made if missing.</param>
    /// <returns>The secret, where it stands, and whether it was made now.</returns>
    /// <exception cref="InvalidDataException">The file is there and holds no token.</exception>
    public static (string Secret, string Path, bool Created) ReadOrCreate(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            return (Read(path), path, false);
        }

        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        using var turn = TakeTurn($"{path}.turn");
        if (File.Exists(path))
        {
            return (Read(path), path, false);
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        Create(path, secret);
        return (secret, path, true);
    }

    /// <summary>
    /// One at a time: moving a file to a free name is a look and a rename, and two starts may look at once.
    /// </summary>
    private static FileStream TakeTurn(string path)
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (Environment.TickCount64 < until)
            {
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>Whole or not at all: written beside it, then given its name.</summary>
    private static void Create(string path, string secret)
    {
        var draft = $"{path}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(secret + "\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static string Read(string path)
    {
        var secret = File.ReadAllText(path).Trim();
        return secret.Length >= SecretBytes
            ? secret
            : throw new InvalidDataException(
                $"{path} must hold an admin token of at least {SecretBytes} characters. Delete it, and the next start "
                + "makes a new one.");
    }
}
