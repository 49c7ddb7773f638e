using System.Text.Json;
using System.Threading.Channels;

namespace AkkaJobs.Http;

/// <summary>An audit beside the jobs that go on; a JSON object a line, as it goes.</summary>
internal static class AuditRoute
{
    /// <summary>Differences told one by one; the summary counts them all.</summary>
    private const int MostTold = 10_000;

    public static Route Audit { get; } = new(
        "POST", "/audit", "Compares journal, tables and datalake; with repair mends what differs.", RunAsync)
    {
        Roles = [HttpRole.Admin],
        Body = Bodies.Audit,
        BodyOptional = true,
        Refusals = [RejectionCode.WrongNode, RejectionCode.CoordinatorUnavailable],
    };

    /// <summary>Audits, and hands each line on as soon as the one before it is out.</summary>
    /// <returns>Whether all agree.</returns>
    public static async Task<bool> TellAsync(Call call, bool repair, Func<AuditLine, Task> write)
    {
        var lines = Channel.CreateUnbounded<AuditLine>(new UnboundedChannelOptions { SingleReader = true });
        var told = 0;
        var audit = AuditAsync();
        await foreach (var line in lines.Reader.ReadAllAsync(call.Cancel))
        {
            await write(line);
        }

        return await audit;

        async Task<bool> AuditAsync()
        {
            try
            {
                return await call.Audit.RunAsync(repair, Say, call.Cancel);
            }
            finally
            {
                lines.Writer.Complete();
            }
        }

        void Say(AuditLine line)
        {
            // A reader that does not read must not make the followers wait, nor fill the memory.
            if (line.Kind != AuditLineKind.Difference || told++ < MostTold)
            {
                lines.Writer.TryWrite(line);
            }
        }
    }

    private static async Task RunAsync(Call call)
    {
        var repair = await call.ReadAsync(values => values.Flag(Bodies.Repair) ?? false);
        var clean = await TellAsync(
            call, repair, line => line.Kind == AuditLineKind.Progress
                ? Task.CompletedTask
                : WriteAsync(call, new AuditAnswer(line.Kind.Word(), line.Text, null)));
        await WriteAsync(call, new AuditAnswer("end", null, clean));
    }

    private static async Task WriteAsync(Call call, AuditAnswer answer)
    {
        var response = call.Context.Response;
        if (!response.HasStarted)
        {
            response.ContentType = BulkRoute.Lines;
            response.Headers.CacheControl = "no-store";
        }

        await response.BodyWriter.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(answer, HttpJson.Answers.AuditAnswer), call.Cancel);
        await response.BodyWriter.WriteAsync("\n"u8.ToArray(), call.Cancel);
    }
}
