namespace AkkaJobs.Audit;

/// <summary>What the journal says and what is there, under one number; one of the two may be missing.</summary>
internal readonly record struct Pair<T>(T? Expected, T? Found)
    where T : class;

/// <summary>Brings two streams together that are in the order of their numbers.</summary>
internal static class Pairs
{
    public static IEnumerable<Pair<T>> Of<T>(IEnumerable<T> expected, IEnumerable<T> found, Func<T, long> key)
        where T : class
    {
        using var left = expected.GetEnumerator();
        using var right = found.GetEnumerator();
        var a = Next(left);
        var b = Next(right);
        while (a is not null || b is not null)
        {
            var order = a is null ? 1 : b is null ? -1 : key(a).CompareTo(key(b));
            yield return new Pair<T>(order <= 0 ? a : null, order >= 0 ? b : null);
            a = order <= 0 ? Next(left) : a;
            b = order >= 0 ? Next(right) : b;
        }
    }

    private static T? Next<T>(IEnumerator<T> rows)
        where T : class => rows.MoveNext() ? rows.Current : null;
}
