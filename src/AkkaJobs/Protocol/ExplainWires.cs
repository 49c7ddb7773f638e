using AkkaJobs.Protocol.Wire;

namespace AkkaJobs.Protocol;

/// <summary>
/// Explanations to the wire's format and back. <see cref="ExplainView.Lag"/> is said by whoever reads the tables, and
/// does not travel.
/// </summary>
internal static class ExplainWires
{
    public static ExplainViewWire ToWire(this ExplainView view) => new()
    {
        Status = (int)view.Status,
        Summary = view.Summary,
        Reasons = { view.Reasons.Select(ToWire) },
    };

    public static ExplainView ToView(this ExplainViewWire wire) =>
        new((JobStatus)wire.Status, wire.Summary, [.. wire.Reasons.Select(ToReason)]);

    public static StuckListedWire ToWire(this StuckListed listed)
    {
        var wire = new StuckListedWire { Jobs = { listed.Jobs.Select(ToWire) } };
        if (listed.Next is { } next)
        {
            wire.Next = next;
        }

        return wire;
    }

    public static StuckListed ToListed(this StuckListedWire wire) =>
        new([.. wire.Jobs.Select(ToView)], wire.HasNext ? wire.Next : null);

    public static StuckViewWire ToWire(this StuckView stuck) => new()
    {
        Job = stuck.Job.ToWire(),
        Summary = stuck.Summary,
        Reasons = { stuck.Reasons.Select(ToWire) },
    };

    public static ReleaseViewWire ToWire(this ReleaseView release)
    {
        var wire = new ReleaseViewWire
        {
            Token = release.Token,
            Attempt = release.Attempt,
            Bot = release.Bot,
            BotState = release.BotState,
            Alive = release.Alive,
            Then = (int)release.Then,
            OtherBots = release.OtherBots,
            Summary = release.Summary,
            Reasons = { release.Reasons.Select(ToWire) },
        };
        if (release.LastHeartbeatAt is { } heard)
        {
            wire.LastHeartbeatAt = heard.ToUnixTimeMilliseconds();
        }

        if (release.Running is { } running)
        {
            wire.Running = running;
        }

        return wire;
    }

    public static ReleaseView ToView(this ReleaseViewWire wire) => new()
    {
        Token = wire.Token,
        Attempt = wire.Attempt,
        Bot = NamePool.Share(wire.Bot),
        BotState = NamePool.Share(wire.BotState),
        Alive = wire.Alive,
        LastHeartbeatAt = Time(wire.HasLastHeartbeatAt, wire.LastHeartbeatAt),
        Running = wire.HasRunning ? wire.Running : null,
        Then = (JobStatus)wire.Then,
        OtherBots = wire.OtherBots,
        Summary = wire.Summary,
        Reasons = [.. wire.Reasons.Select(ToReason)],
    };

    private static StuckView ToView(StuckViewWire wire) =>
        new(wire.Job.ToView(), wire.Summary, [.. wire.Reasons.Select(ToReason)]);

    private static ExplainReasonWire ToWire(ExplainReason reason)
    {
        var wire = new ExplainReasonWire
        {
            Code = (int)reason.Code,
            Detail = reason.Detail,
            NearestOperations = ToWire(reason.NearestOperations),
            Bots = ToWire(reason.Bots),
        };
        SetAttempt(wire, reason);
        SetTimes(wire, reason);
        SetTexts(wire, reason);
        SetLine(wire, reason);
        return wire;
    }

    private static void SetAttempt(ExplainReasonWire wire, ExplainReason reason)
    {
        if (reason.Token is { } token)
        {
            wire.Token = token;
        }

        if (reason.Attempt is { } attempt)
        {
            wire.Attempt = attempt;
        }

        if (reason.MaxAttempts is { } maxAttempts)
        {
            wire.MaxAttempts = maxAttempts;
        }

        if (reason.Verdict is { } verdict)
        {
            wire.Verdict = (int)verdict;
        }

        if (reason.Losses is { } losses)
        {
            wire.Losses = losses;
        }
    }

    private static void SetTimes(ExplainReasonWire wire, ExplainReason reason)
    {
        if (reason.Since is { } since)
        {
            wire.Since = since.ToUnixTimeMilliseconds();
        }

        if (reason.LastHeartbeatAt is { } heard)
        {
            wire.LastHeartbeatAt = heard.ToUnixTimeMilliseconds();
        }

        if (reason.Until is { } until)
        {
            wire.Until = until.ToUnixTimeMilliseconds();
        }

        if (reason.ExpectedAt is { } expectedAt)
        {
            wire.ExpectedAt = expectedAt.ToUnixTimeMilliseconds();
        }
    }

    private static void SetTexts(ExplainReasonWire wire, ExplainReason reason)
    {
        if (reason.Operation is { } operation)
        {
            wire.Operation = operation;
        }

        if (reason.Queue is { } queue)
        {
            wire.Queue = queue;
        }

        if (reason.Bot is { } bot)
        {
            wire.Bot = bot;
        }

        if (reason.Error is { } error)
        {
            wire.Error = error;
        }

        if (reason.By is { } by)
        {
            wire.By = by;
        }

        if (reason.Reason is { } why)
        {
            wire.Reason = why;
        }
    }

    private static void SetLine(ExplainReasonWire wire, ExplainReason reason)
    {
        if (reason.Ahead is { } ahead)
        {
            wire.Ahead = ahead;
        }

        if (reason.AtLeast is { } atLeast)
        {
            wire.AtLeast = atLeast;
        }

        if (reason.Slots is { } slots)
        {
            wire.Slots = slots;
        }

        if (reason.Holders is { } holders)
        {
            wire.Holders = new SlotHoldersWire { Items = { holders.Select(ToWire) } };
        }
    }

    private static ExplainReason ToReason(ExplainReasonWire wire) => new((ExplainCode)wire.Code, wire.Detail)
    {
        Operation = wire.HasOperation ? NamePool.Share(wire.Operation) : null,
        Queue = wire.HasQueue ? NamePool.Share(wire.Queue) : null,
        NearestOperations = wire.NearestOperations is { } nearest ? NamePool.Share(nearest.Names) : null,
        Bots = wire.Bots is { } bots ? NamePool.Share(bots.Names) : null,
        Bot = wire.HasBot ? NamePool.Share(wire.Bot) : null,
        Token = wire.HasToken ? wire.Token : null,
        Attempt = wire.HasAttempt ? wire.Attempt : null,
        MaxAttempts = wire.HasMaxAttempts ? wire.MaxAttempts : null,
        Since = Time(wire.HasSince, wire.Since),
        LastHeartbeatAt = Time(wire.HasLastHeartbeatAt, wire.LastHeartbeatAt),
        Until = Time(wire.HasUntil, wire.Until),
        Verdict = wire.HasVerdict ? (Verdict)wire.Verdict : null,
        ExpectedAt = Time(wire.HasExpectedAt, wire.ExpectedAt),
        Error = wire.HasError ? wire.Error : null,
        Losses = wire.HasLosses ? wire.Losses : null,
        Ahead = wire.HasAhead ? wire.Ahead : null,
        AtLeast = wire.HasAtLeast ? wire.AtLeast : null,
        Slots = wire.HasSlots ? wire.Slots : null,
        Holders = wire.Holders is { } holders ? [.. holders.Items.Select(ToHolder)] : null,
        By = wire.HasBy ? wire.By : null,
        Reason = wire.HasReason ? wire.Reason : null,
    };

    private static SlotHolderWire ToWire(SlotHolder holder)
    {
        var wire = new SlotHolderWire
        {
            Job = holder.Job.ToBytes(),
            Bot = holder.Bot,
            Token = holder.Token,
            Ended = holder.Ended,
        };
        if (holder.Since is { } since)
        {
            wire.Since = since.ToUnixTimeMilliseconds();
        }

        return wire;
    }

    private static SlotHolder ToHolder(SlotHolderWire wire) => new(
        wire.Job.ToJobId(), NamePool.Share(wire.Bot), wire.Token, Time(wire.HasSince, wire.Since), wire.Ended);

    private static NamesWire? ToWire(IReadOnlyList<string>? names) =>
        names is null ? null : new NamesWire { Names = { names } };

    private static DateTimeOffset? Time(bool has, long milliseconds) =>
        has ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
