using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaJobs.Http;

/// <summary>
/// How answers are written: snake_case, times in UTC with milliseconds; every field present, but for facts of a reason
/// that say nothing there.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(Listing<JobView>))]
[JsonSerializable(typeof(Listing<HistoryLine>))]
[JsonSerializable(typeof(Listing<ResultView>))]
[JsonSerializable(typeof(Listing<BotView>))]
[JsonSerializable(typeof(BotView))]
[JsonSerializable(typeof(Listing<QueueView>))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(ActedView))]
[JsonSerializable(typeof(ExplainView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(ClaimedJobs))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(ReportStored))]
[JsonSerializable(typeof(BulkSummary))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(PaletteListing))]
[JsonSerializable(typeof(HistoryLine))]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(JobEventView))]
[JsonSerializable(typeof(StuckView))]
internal sealed partial class HttpJson : JsonSerializerContext
{
    public static JsonWriterOptions Writing { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static HttpJson Answers { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JobIdConverter(), new JsonTextConverter(), new StatusConverter(), new TimeConverter(),
            new ExplainCodeConverter(), new VerdictConverter(),
        },
    });
}
