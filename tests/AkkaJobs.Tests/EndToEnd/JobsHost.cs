using System.Data.Common;
using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaJobs.Hosting;
using AkkaJobs.Storage;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaJobs.Tests.EndToEnd;

/// <summary>A whole node inside the test's process, in a folder that goes with it, on SQLite there unless told
/// otherwise.</summary>
internal sealed class JobsHost : IAsyncDisposable
{
    private readonly IHost _host;
    private HttpFront? _front;

    private JobsHost(string folder, IHost host)
    {
        Folder = folder;
        _host = host;
    }

    public string Folder { get; }

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public IJobClient Client => _front?.Client ?? _host.Services.GetRequiredService<IJobClient>();

    public IJobOperator Operator => _front?.Operator ?? _host.Services.GetRequiredService<IJobOperator>();

    public JobTables Tables => _host.Services.GetRequiredService<JobTables>();

    public IMeterFactory Meters => _host.Services.GetRequiredService<IMeterFactory>();

    public IJobAudit Audit => _host.Services.GetRequiredService<IJobAudit>();

    public IClusterOperator Cluster => _host.Services.GetRequiredService<IClusterOperator>();

    public IJobEvents Events => _host.Services.GetRequiredService<IJobEvents>();

    public HealthCheckService Health => _host.Services.GetRequiredService<HealthCheckService>();

    public IRemoteBots RemoteBots => _host.Services.GetRequiredService<IRemoteBots>();

    /// <param name="configure">What is not as it is elsewhere.</param>
    /// <param name="folder">Where another has kept its records; null for a new one.</param>
    /// <param name="overHttp">Whether client and operator come through an HTTP door of this node.</param>
    public static async Task<JobsHost> StartAsync(
        Action<AkkaJobsBuilder>? configure = null, string? folder = null, bool overHttp = false)
    {
        folder ??= Directory.CreateTempSubdirectory("akkajobs-").FullName;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddAkkaJobs(jobs =>
        {
            jobs.UseSqlite(folder).Configure(o => o.Bot.Name = "bot-1");
            configure?.Invoke(jobs);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        var node = new JobsHost(folder, host);
        if (overHttp)
        {
            node._front = await HttpFront.OpenAsync(node.Client, node.Operator, node.RemoteBots);
        }

        return node;
    }

    /// <summary>One row of the tables, by column; every whole number as a long.</summary>
    public IReadOnlyDictionary<string, object?> Row(string sql)
    {
        using var connection = _host.Services.GetRequiredService<JobsStore>().Tables.OpenToLook();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => ValueOf(reader, i))
            : new Dictionary<string, object?>();
    }

    /// <summary>Changes the tables behind the node's back.</summary>
    public void Execute(string sql)
    {
        using var data = _host.Services.GetRequiredService<JobsStore>().Tables.Query();
        data.Execute(sql);
    }

    /// <summary>Waits until the datalake holds so many finishes.</summary>
    public Task ExportedAsync(int lines) => UntilAsync(() => Task.FromResult(LakeLines().Length >= lines));

    /// <summary>Waits until a condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            await look.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>The finishes in the datalake.</summary>
    public string[] LakeLines()
    {
        var results = Path.Combine(Folder, "datalake", "results");
        return Directory.Exists(results)
            ? [.. Directory.EnumerateFiles(results, "*.ndjson", SearchOption.AllDirectories).SelectMany(File.ReadLines)]
            : [];
    }

    /// <summary>Stops the node and keeps its folder.</summary>
    public async Task StopAsync()
    {
        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        await _host.StopAsync();
        _host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static object? ValueOf(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => null,
        int number => (long)number,
        var value => value,
    };

    internal sealed record Add(long A, long B);
}
