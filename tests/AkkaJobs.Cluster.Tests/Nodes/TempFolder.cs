namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("akkajobs-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
