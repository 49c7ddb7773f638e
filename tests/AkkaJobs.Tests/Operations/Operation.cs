using AkkaJobs.Node.Operations;

namespace AkkaJobs.Tests.Operations;

/// <summary>Runs one built-in operation as a bot would.</summary>
internal static class Operation
{
    public static async Task<string> RunAsync(
        string operation, string args, string dataRoot = "", CancellationToken cancel = default)
    {
        var handlers = new HandlerRegistry().AddBuiltInOperations(dataRoot, diagnostics: true).Build(null, []);
        var job = new ClaimedJob(new JobId(Guid.NewGuid()), operation, JsonText.Parse(args), 1, 1, 6000, 60_000);
        return (await handlers[operation](job.Args, new JobContext(job, cancel))).ToString();
    }

    public static async Task FailsForGoodAsync(string operation, string args, string error, string dataRoot = "")
    {
        var failed = await Assert.ThrowsAsync<AttemptFailedException>(() => RunAsync(operation, args, dataRoot));
        Assert.StartsWith(error, failed.Message);
        Assert.False(failed.Retryable);
    }
}
