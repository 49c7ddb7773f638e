using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AkkaJobs.Tests.Postgres;

/// <summary>
/// A PostgreSQL for tests: the one that <c>AKKAJOBS_TEST_POSTGRES</c> names, or a private one in a temporary folder on
/// a free loopback port, started when it is first asked for and stopped with the process.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    /// <summary>Why there is none, where there is none.</summary>
    public const string Missing =
        "No PostgreSQL: set AKKAJOBS_TEST_POSTGRES to a connection string, or install the server (initdb, postgres).";

    private static readonly Lazy<PostgresServer?> TheOne = new(Find);

    private readonly string _connection;
    private readonly string? _folder;
    private readonly int _port;
    private readonly string? _address;
    private Process? _keeper;

    /// <summary>
    /// Runs the server until this process ends, however that ends: then the pipe closes, and server and folder go.
    /// </summary>
    private const string Keeper =
        """
        folder=$1; shift; "$@" & server=$!
        read -r word
        [ "$word" = keep ] && exit
        kill -QUIT $server; wait $server; rm -rf "$folder"
        """;

    /// <summary>Somebody else's server.</summary>
    private PostgresServer(string connection) => _connection = connection;

    private PostgresServer(string folder, int port, string? address)
    {
        _folder = folder;
        _port = port;
        _address = address;

        // Whoever is on this machine is let in; the password is there so that tests can look where it turns up.
        _connection = string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Password=not-to-be-seen");
    }

    /// <summary>
    /// The one of this process; null where there is none, unless <c>AKKAJOBS_TEST_REQUIRE</c> names <c>postgres</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none, but there must be.</exception>
    public static PostgresServer? Shared => TheOne.Value;

    /// <summary>Whether <see cref="StartOwn"/> can be called: another's server must not be killed.</summary>
    public static bool CanStartOwn => Programs() is not null;

    /// <summary>
    /// Whether a test that lacks something must fail, not be skipped: <c>AKKAJOBS_TEST_REQUIRE</c> names it, separated
    /// by commas.
    /// </summary>
    public static bool IsRequired(string what) =>
        (Environment.GetEnvironmentVariable("AKKAJOBS_TEST_REQUIRE") ?? "").Split(',').Contains(what);

    /// <summary>Starts a server of one's own, to be killed and started again.</summary>
    /// <param name="address">Where it listens besides loopback, for others in this address's network of 256.</param>
    /// <exception cref="InvalidOperationException">There is none on this machine.</exception>
    public static PostgresServer StartOwn(string? address = null) => Programs() is { } bin
        ? Start(bin, address)
        : throw new InvalidOperationException(Missing);

    /// <summary>
    /// Whether a private server's commits are on the disk when it says so, as measuring wants; set before it is first
    /// asked for. Default false: a machine under a test does not fail.
    /// </summary>
    public static bool IsDurable { get; set; }

    /// <summary>The folder of the server's programs and tools on this machine; null where there are none.</summary>
    public static string? Tools => Programs();

    /// <summary>Whether it ends with this process.</summary>
    public bool IsPrivate => _folder is not null;

    /// <summary>The connection string of a database of this server.</summary>
    public string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder(_connection) { Database = database }.ConnectionString;

    /// <summary>Makes a database.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="template">What it begins as; null for an empty one.</param>
    /// <returns>Its connection string.</returns>
    public string Create(string name, string? template = null)
    {
        Execute($"CREATE DATABASE {name} TEMPLATE {template ?? "template0"} ENCODING 'UTF8'");
        return ConnectionTo(name);
    }

    public void Drop(string name) => Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    /// <summary>Runs SQL in a database of this server.</summary>
    public void Execute(string sql, string database = "postgres")
    {
        using var connection = new NpgsqlConnection(ConnectionTo(database) + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Ends every process of the server at once, as a power cut would; its data stay.</summary>
    public void Kill()
    {
        var postmaster = File.ReadLines(Path.Combine(_folder!, "data", "postmaster.pid")).First();
        using (var server = Process.GetProcessById(int.Parse(postmaster, CultureInfo.InvariantCulture)))
        {
            server.Kill(entireProcessTree: true);
        }

        _keeper!.StandardInput.WriteLine("keep");
        _keeper.WaitForExit();
        _keeper.Dispose();
        _keeper = null;
    }

    /// <summary>Starts it again, on the same port and data, and waits until it answers.</summary>
    public void StartAgain() => Launch(Programs()!);

    public void Dispose()
    {
        if (_keeper is not null)
        {
            _keeper.StandardInput.Close();
            _keeper.WaitForExit();
            _keeper.Dispose();
        }
        else if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static PostgresServer? Find()
    {
        if (Environment.GetEnvironmentVariable("AKKAJOBS_TEST_POSTGRES") is { Length: > 0 } connection)
        {
            return new PostgresServer(connection);
        }

        if (Programs() is { } bin)
        {
            return Start(bin);
        }

        return IsRequired("postgres")
            ? throw new InvalidOperationException(Missing)
            : null;
    }

    private static PostgresServer Start(string bin, string? address = null)
    {
        var folder = Directory.CreateTempSubdirectory("akkajobs-postgres-").FullName;
        if (AsRoot)
        {
            Run("chown", User, folder);
        }

        var data = Path.Combine(folder, "data");
        Run(
        [
            .. Unprivileged, Path.Combine(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync",
        ]);
        if (address is not null)
        {
            File.AppendAllText(Path.Combine(data, "pg_hba.conf"), $"host all all {address}/24 trust\n");
        }

        var server = new PostgresServer(folder, FreePort(), address);
        server.Launch(bin);
        return server;
    }

    private void Launch(string bin)
    {
        string[] settings =
        [
            $"listen_addresses=127.0.0.1{(_address is null ? "" : $",{_address}")}",
            "unix_socket_directories=", "max_connections=200",

            // Not durable, a killed server still keeps what it gave to the system.
            .. IsDurable
                ? ["shared_buffers=256MB", "max_wal_size=4GB"]
                : (string[])["shared_buffers=64MB", "fsync=off", "full_page_writes=off"],
        ];
        string[] server =
        [
            .. Unprivileged, Path.Combine(bin, "postgres"), "-D", Path.Combine(_folder!, "data"),
            "-p", _port.ToString(CultureInfo.InvariantCulture),
            .. settings.SelectMany(setting => new[] { "-c", setting }),
        ];
        var isDecided = new ManualResetEventSlim();
        var isReady = false;
        var said = new List<string>();
        _keeper = new Process
        {
            StartInfo = new ProcessStartInfo("sh", ["-c", Keeper, "sh", _folder!, .. server])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
            },
        };
        _keeper.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                if (isReady)
                {
                    return;
                }

                said.Add(line.Data ?? "FATAL: it ended.");
                isReady = said[^1].Contains("ready to accept connections", StringComparison.Ordinal);

                // "The database system is starting up" and its like are said to clients that come too early.
                if (isReady || (said[^1].Contains("FATAL", StringComparison.Ordinal)
                    && !said[^1].Contains("the database system is", StringComparison.Ordinal)))
                {
                    isDecided.Set();
                }
            }
        };
        _keeper.Start();
        _keeper.BeginErrorReadLine();
        isDecided.Wait(TimeSpan.FromSeconds(60));
        lock (said)
        {
            if (!isReady)
            {
                throw new InvalidOperationException($"PostgreSQL does not start:\n{string.Join('\n', said)}");
            }
        }
    }

    /// <summary>The folder of the newest server on this machine.</summary>
    private static string? Programs()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var packages = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        return path.Where(folder => folder.Length > 0).Concat(packages).FirstOrDefault(folder =>
            File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    /// <summary>
    /// Below those that the system gives to connections, one of which could take it before the server.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Someone listens there.
            }
        }
    }

    /// <summary>PostgreSQL will not run as root.</summary>
    private static bool AsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    private static string User => File.ReadLines("/etc/passwd").Any(
        line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    /// <summary>What goes before a program that will not run as root.</summary>
    private static string[] Unprivileged =>
        AsRoot ? ["setpriv", $"--reuid={User}", "--regid=65534", "--clear-groups"] : [];

    private static void Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {errors.Result}");
        }
    }
}
