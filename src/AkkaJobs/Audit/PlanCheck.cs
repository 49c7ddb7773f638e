using System.Globalization;
using AkkaJobs.Storage;

namespace AkkaJobs.Audit;

/// <summary>Compares the exporter's row with the finishes, which pass by in their order.</summary>
/// <param name="plan">The row; null before the first export.</param>
/// <param name="pruned">What is gone: where nobody tells of a finish any more, the row is believed.</param>
internal sealed class PlanCheck(DatalakePlanRow? plan, PrunedRows pruned)
{
    private long _exported;
    private long _last;
    private ResultRow? _next;
    private bool _isOfOneDate = true;
    private bool _ends;

    /// <summary>Looks at finishes while they are used.</summary>
    public IEnumerable<ResultRow> Watch(IEnumerable<ResultRow> finishes)
    {
        foreach (var row in finishes)
        {
            Look(row);
            yield return row;
        }
    }

    /// <summary>What is wrong; after all finishes have passed.</summary>
    public IEnumerable<Difference> Differences()
    {
        if (plan is not null && !IsExported)
        {
            yield return new Difference("datalake_plan.exported", null, plan.Exported,
                $"a finish, the last one up to there being {Text(_exported)}", Text(plan.Exported));
        }

        if (!IsPlanned)
        {
            yield return new Difference("datalake_plan.first", null, plan?.First,
                $"{Text(_next?.Id)} to a later finish of {_next?.ProcessedAt[..10] ?? "no date"}, or no plan",
                $"{Text(plan?.First)} to {Text(plan?.Last)} of {plan?.Date ?? "no date"}");
        }
    }

    /// <summary>The row as it should be.</summary>
    public DatalakePlanRow? Mended(Timestamp now)
    {
        if (plan is null || !Differences().Any())
        {
            return plan;
        }

        var mended = plan with { Exported = IsExported ? plan.Exported : _exported, UpdatedAt = now.ToString() };
        return IsPlanned ? mended : mended with { First = null, Last = null, Date = null };
    }

    private bool IsExported =>
        plan is null || plan.Exported == _exported || pruned.MayBeOnlyInLake(plan.Exported);

    private bool IsPlanned => plan is null
        || (plan.First is null && plan.Last is null && plan.Date is null)
        || (plan.First == _next?.Id && _ends && _isOfOneDate && plan.Last >= plan.First && plan.Last <= _last);

    private void Look(ResultRow row)
    {
        _last = row.Id;
        if (plan is null)
        {
            return;
        }

        if (row.Id <= plan.Exported)
        {
            _exported = row.Id;
            return;
        }

        _next ??= row;
        if (row.Id <= plan.Last)
        {
            _isOfOneDate &= row.ProcessedAt[..10] == plan.Date;
            _ends |= row.Id == plan.Last;
        }
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
