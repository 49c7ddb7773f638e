namespace AkkaJobs.Tests.Http;

/// <summary>One open door for tests that leave nothing behind.</summary>
public sealed class DoorFixture : IAsyncLifetime
{
    internal Door Door { get; private set; } = null!;

    public async Task InitializeAsync() => Door = await Door.OpenAsync();

    public async Task DisposeAsync() => await Door.DisposeAsync();
}
