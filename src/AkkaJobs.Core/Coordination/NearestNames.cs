namespace AkkaJobs.Coordination;

/// <summary>Names that someone may have meant.</summary>
internal static class NearestNames
{
    private const int MaxNames = 3;

    /// <summary>Names that are looked at, and different ones that are compared; the search ends there.</summary>
    private const int MaxLooked = 20_000;

    private const int MaxCompared = 1_000;

    /// <summary>Letters that may be wrong: a third of the name, and at least and at most so many.</summary>
    private const int LeastWrong = 2;

    private const int MostWrong = 8;

    /// <summary>The nearest few by edit distance, without regard to case; none that has little in common.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names)
    {
        var most = Math.Clamp(name.Length / 3, LeastWrong, MostWrong);
        var wanted = name.ToLowerInvariant();
        return [.. names.Take(MaxLooked).Distinct().Take(MaxCompared)
            .Select(candidate => (Name: candidate, Distance: Distance(wanted, candidate.ToLowerInvariant(), most)))
            .Where(near => near.Distance <= most && near.Distance < name.Length)
            .OrderBy(near => near.Distance).ThenBy(near => near.Name, StringComparer.Ordinal)
            .Take(MaxNames).Select(near => near.Name)];
    }

    /// <summary>
    /// Letters to insert, remove or replace, or to swap with their neighbours, between two texts; more than
    /// <paramref name="most"/> when there are more than that. Looks only where the answer can be that small.
    /// </summary>
    public static int Distance(string left, string right, int most)
    {
        var far = most + 1;
        if (Math.Abs(left.Length - right.Length) > most)
        {
            return far;
        }

        int[] before = new int[right.Length + 1], above = new int[right.Length + 1], row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            above[j] = Math.Min(j, far);
        }

        for (var i = 1; i <= left.Length; i++)
        {
            Array.Fill(row, far);
            row[0] = Math.Min(i, far);
            for (var j = Math.Max(1, i - most); j <= Math.Min(right.Length, i + most); j++)
            {
                var replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]
                    ? before[j - 2] + 1
                    : far;
                row[j] = Math.Min(Math.Min(replaced, swapped), Math.Min(Math.Min(above[j], row[j - 1]) + 1, far));
            }

            (before, above, row) = (above, row, before);
        }

        return Math.Min(above[right.Length], far);
    }
}
