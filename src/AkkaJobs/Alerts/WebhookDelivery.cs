using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AkkaJobs.Alerts;

/// <summary>
/// One alert on its way to webhooks: the same bytes and id at each try, signed anew with the time of the try.
/// </summary>
/// <param name="Id">Made once; who gets the alert twice knows it by this.</param>
/// <param name="Body">JSON.</param>
internal sealed record WebhookDelivery(Guid Id, byte[] Body)
{
    /// <summary>When the try was made, in seconds since 1970.</summary>
    public const string TimestampHeader = "AkkaJobs-Timestamp";

    /// <summary>
    /// <c>v1=</c> and the HMAC-SHA256 of timestamp, a dot and body under the webhook's secret, as hex.
    /// </summary>
    public const string SignatureHeader = "AkkaJobs-Signature";

    /// <summary>The id; it is in the body as well, and so signed.</summary>
    public const string IdHeader = "AkkaJobs-Delivery";

    private static readonly ProductInfoHeaderValue Agent = new("AkkaJobs", null);

    /// <summary>What is to be told, as it is told by one node.</summary>
    public static WebhookDelivery Of(AlertNotice notice, string node, Guid id)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("delivery", id);
            json.WriteString("alert", notice.Alert.Word());
            json.WriteString("state", notice.State);
            json.WriteString("at", notice.At.ToString());
            json.WriteString("since", notice.Since.ToString());
            json.WriteString("node", node);
            json.WriteString("detail", notice.Detail);
            json.WriteNumber("count", notice.Count);
            json.WriteStartArray("job_ids");
            foreach (var job in notice.Jobs)
            {
                json.WriteStringValue(job.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new WebhookDelivery(id, bytes.ToArray());
    }

    /// <summary>One try.</summary>
    public HttpRequestMessage To(WebhookOptions webhook, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new ByteArrayContent(Body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, $"v1={Sign(webhook.Secret, timestamp)}");
        request.Headers.Add(IdHeader, Id.ToString());
        return request;
    }

    private string Sign(string secret, string timestamp)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}."), .. Body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
