using System.Runtime.InteropServices;
using System.Text.Json;

namespace AkkaJobs.Node.Operations;

/// <summary>Operations for drills and tests: what a handler should not do, on demand.</summary>
internal static class Diagnostics
{
    /// <summary>Waits <c>ms</c> milliseconds; stops when it is asked to.</summary>
    public static async Task<JsonText> SleepAsync(JsonText args, JobContext job)
    {
        var ms = Whole(args, "ms", 0, int.MaxValue);
        await Task.Delay(ms, job.Cancel);
        return JsonText.Null;
    }

    /// <summary>Fails with <c>message</c>; another attempt is made unless <c>retryable</c> is false.</summary>
    public static JsonText Throw(JsonText args)
    {
        var fields = OperationArgs.Read(args, ["message"], ["retryable"]);
        if (fields["message"] is not { ValueKind: JsonValueKind.String } message)
        {
            throw OperationArgs.Bad("message", "a string", fields["message"]);
        }

        if (!fields.TryGetValue("retryable", out var retryable))
        {
            throw new AttemptFailedException(message.GetString()!);
        }

        throw retryable.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? new AttemptFailedException(message.GetString()!, retryable.GetBoolean())
            : OperationArgs.Bad("retryable", "a boolean", retryable);
    }

    /// <summary>Never returns, holds its thread, and ignores its cancellation.</summary>
    public static JsonText Hang()
    {
        Thread.Sleep(Timeout.Infinite);
        return JsonText.Null;
    }

    /// <summary>Kills the process with <c>code</c>: no shutdown, no farewell.</summary>
    public static JsonText Exit(JsonText args)
    {
        var code = Whole(args, "code", 0, 255);
        if (!OperatingSystem.IsWindows())
        {
            ExitAtOnce(code);
        }

        Environment.Exit(code);
        return JsonText.Null;
    }

    private static int Whole(JsonText args, string name, int least, int most)
    {
        var value = OperationArgs.Read(args, [name])[name];
        return value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var whole)
            && whole >= least
            && whole <= most
                ? whole
                : throw OperationArgs.Bad($"args field '{name}' must be a whole number from {least} to {most}.");
    }

    // Environment.Exit would shut the node down in order, and wait for this very job.
    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitAtOnce(int code);
}
