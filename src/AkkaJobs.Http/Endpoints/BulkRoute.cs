namespace AkkaJobs.Http;

/// <summary>Any number of jobs in one upload.</summary>
internal static class BulkRoute
{
    public const string Lines = "application/x-ndjson";

    public static async Task RunAsync(Call call)
    {
        var request = call.Context.Request;
        var type = RequestBody.RequireType(request, RequestBody.Json, Lines);
        var key = IdempotencyKey.Read(request);
        RequestBody.LiftBound(call.Context);
        var most = call.Options.MaxBodyBytes;
        var lines = type == Lines
            ? LineReader.ReadAsync(request.BodyReader, most, call.Cancel)
            : FromArray(ElementReader.ReadAsync(request.BodyReader, most, call.Cancel));
        var upload = new BulkUpload(call.Jobs, call.Options, call.Time, key, call.Caller.Name);
        await call.AnswerAsync(await upload.RunAsync(lines, call.Cancel), HttpJson.Answers.BulkSummary);
    }

    /// <summary>A body that is broken before its first element is refused whole, as any other malformed body.</summary>
    private static async IAsyncEnumerable<BulkLine> FromArray(IAsyncEnumerable<BulkLine> elements)
    {
        await foreach (var element in elements)
        {
            yield return element is { Number: 1, Rejection: { } rejection }
                ? throw new JobRefusedException(rejection)
                : element;
        }
    }
}
