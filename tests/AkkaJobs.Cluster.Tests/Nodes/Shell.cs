using System.Net.Http.Headers;
using AkkaJobs.Tests.Pages;
using AkkaJobs.Tests.Postgres;
using Npgsql;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>
/// A folder in which an operator types what a page shows: the node, <c>pbm</c> and PostgreSQL's tools are on the path,
/// and nodes listen where the system chooses. What a page runs from its sources is built already.
/// </summary>
internal sealed class Shell : IDisposable
{
    /// <summary>As pages name a server, which these tests have elsewhere.</summary>
    private const string Shown = "Host=127.0.0.1;Username=jobs;";

    private readonly TempFolder _folder = new();
    private readonly string _before;
    private readonly string _server;
    private NodeProcess? _node;

    /// <param name="server">The server that PostgreSQL's tools and the page's connection strings mean.</param>
    public Shell(PostgresServer? server = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(server?.ConnectionTo("jobs") ?? Shown);
        _server = $"Host={connection.Host};Port={connection.Port};Username={connection.Username};";
        _before = $"""
            export PATH='{AppContext.BaseDirectory}:{PostgresServer.Tools}':"$PATH"
            export PGHOST='{connection.Host}' PGPORT={connection.Port} PGUSER='{connection.Username}'
            export AKKAJOBS_NODE__PORT=0 AKKAJOBS_OPERATIONS__DIAGNOSTICS=on
            export AKKAJOBS_HTTP__URL=http://127.0.0.1:0 AKKAJOBS_MANAGEMENT__URL=http://127.0.0.1:0

            """;
    }

    /// <summary>Types lines, waits until they are done; they speak to the node that was started last.</summary>
    /// <returns>What they said.</returns>
    public Task<string> TypeAsync(string lines) => Typed.RunAsync(_folder.Path, _before + Here(lines));

    /// <summary>Types lines and goes on.</summary>
    public Typed Type(string lines) => Typed.Start(_folder.Path, _before + Here(lines));

    /// <summary>Types lines, the last of which starts a node, and waits until it is ready.</summary>
    /// <param name="data">The node's data folder, as the lines name it.</param>
    /// <param name="lines">The lines.</param>
    public async Task<NodeProcess> StartAsync(string data, string lines)
    {
        var node = Launch(lines);
        await node.ReadyAsync();
        var token = (await File.ReadAllTextAsync(FileAt(data, "admin-token"))).Trim();
        node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return _node = node;
    }

    /// <summary>Types lines, the last of which starts a node.</summary>
    public NodeProcess Launch(string lines)
    {
        var typed = Here(lines).TrimEnd().Split('\n');
        typed[^1] = "exec " + typed[^1];
        return NodeProcess.LaunchTyped(_folder.Path, _before + string.Join('\n', typed));
    }

    /// <summary>A file or folder in it.</summary>
    public string FileAt(params string[] path) => Path.Combine([_folder.Path, .. path]);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string Here(string lines)
    {
        lines = lines.Replace(Shown, _server, StringComparison.Ordinal)
            .Replace("dotnet run --project src/AkkaJobs.Node -- ", "AkkaJobs.Node ", StringComparison.Ordinal)
            .Replace("dotnet run --project src/AkkaJobs.Node", "AkkaJobs.Node", StringComparison.Ordinal)
            .Replace("dotnet run --project src/AkkaJobs.Cmd -- ", "pbm ", StringComparison.Ordinal);
        return _node is null
            ? lines
            : $"export PBM_HOST='{_node.Management.Authority}'\n" + lines
                .Replace("127.0.0.1:3001", _node.Client.BaseAddress!.Authority, StringComparison.Ordinal)
                .Replace("127.0.0.1:9110", _node.Management.Authority, StringComparison.Ordinal);
    }
}
