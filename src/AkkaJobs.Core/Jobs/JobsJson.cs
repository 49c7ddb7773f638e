using System.Text.Encodings.Web;
using System.Text.Json;

namespace AkkaJobs;

/// <summary>How JSON is read and written where no one says otherwise.</summary>
internal static class JobsJson
{
    /// <summary>For values passed through: nothing escaped that JSON does not require.</summary>
    public static JsonSerializerOptions Compact { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For args and results of typed handlers and clients.</summary>
    public static JsonSerializerOptions Args { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
    };
}
