using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaJobs.Http.Client;

/// <summary>How answers are read; fields that this version does not know are passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(Listing<JobView>))]
[JsonSerializable(typeof(Listing<HistoryLine>))]
[JsonSerializable(typeof(Listing<ResultView>))]
[JsonSerializable(typeof(Listing<BotView>))]
[JsonSerializable(typeof(Listing<QueueView>))]
[JsonSerializable(typeof(BotView))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(ExplainView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(UploadSummary))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(ActBody))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    /// <summary>A value may be as deep as JSON commonly is, and stands some levels deep in an answer.</summary>
    private const int MostDepth = 128;

    public static JsonWriterOptions Writing { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MostDepth,
    };

    public static ClientJson Known { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = MostDepth,
        Converters =
        {
            new JobIdConverter(), new JsonTextConverter(),
            new WordConverter<JobStatus>(status => status.Word()),
            new WordConverter<ExplainCode>(code => code.Word()),
            new WordConverter<Verdict>(verdict => verdict.Word()),
        },
    });
}
