using System.Diagnostics;

namespace AkkaJobs.Tests.Http;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Eventually
{
    public static async Task Holds(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "It did not come true in 30 s.");
            await Task.Yield();
        }
    }
}
