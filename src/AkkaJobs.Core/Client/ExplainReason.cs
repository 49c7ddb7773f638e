using System.Text.Json.Serialization;

namespace AkkaJobs;

/// <summary>
/// One reason why a job is where it is, with the facts it rests on; a fact that says nothing here is null.
/// </summary>
/// <param name="Code">The stable reason.</param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record ExplainReason(ExplainCode Code, string Detail)
{
    /// <summary>Names and slots that a reason lists at most; its detail counts all.</summary>
    public const int MaxListed = 10;

    /// <summary>What the job runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Operation { get; init; }

    /// <summary>The queue that is paused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }

    /// <summary>The names most like it among what bots run; at most three.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? NearestOperations { get; init; }

    /// <summary>The bots concerned, by name; at most <see cref="MaxListed"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Bots { get; init; }

    /// <summary>The bot that holds the job, or held it last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bot { get; init; }

    /// <summary>The lease's token; a release that names it ends this lease and no other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Token { get; init; }

    /// <summary>The number of the attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempt { get; init; }

    /// <summary>Attempts allowed by now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxAttempts { get; init; }

    /// <summary>Since when it is so; of a finish, when that was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>The bot's last sign of life.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>How long it will be so at most: when the job is due, or its timeout is over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The verdict that comes if nothing else does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Verdict? Verdict { get; init; }

    /// <summary>When that verdict is expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>The last failed attempt's error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Bots that died while running it, in a row.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Losses { get; init; }

    /// <summary>Pending jobs that come first, counted up to 1,000.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ahead { get; init; }

    /// <summary>Whether there may be more of them than were counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AtLeast { get; init; }

    /// <summary>Slots of the bots that would run it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Slots { get; init; }

    /// <summary>What takes those slots, the oldest first; at most <see cref="MaxListed"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SlotHolder>? Holders { get; init; }

    /// <summary>Who asked for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>Why, in the asker's words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}

/// <summary>An attempt that takes a slot of a bot.</summary>
/// <param name="Job">The job.</param>
/// <param name="Bot">The bot.</param>
/// <param name="Token">The token of its lease.</param>
/// <param name="Since">When it was claimed; null where nobody knows any more.</param>
/// <param name="Ended">
/// Whether its lease has ended: the bot was told to stop and still lists it, or may yet get the claim.
/// </param>
public sealed record SlotHolder(JobId Job, string Bot, long Token, DateTimeOffset? Since, bool Ended);
