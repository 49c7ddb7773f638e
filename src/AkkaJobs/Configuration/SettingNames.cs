namespace AkkaJobs.Configuration;

/// <summary>What to say of a key that is none.</summary>
internal static class SettingNames
{
    /// <summary>Beyond it two keys are different words rather than one misspelt.</summary>
    private const int MaxTypos = 3;

    public static string Unknown(string key)
    {
        var nearest = Settings.All.Select(setting => setting.Key).MinBy(known => Typos(key, known))!;
        var sameLast = Settings.All.Select(setting => setting.Key)
            .FirstOrDefault(known => known.Split('.')[^1] == key.Split('.')[^1]);
        var meant = Typos(key, nearest) <= MaxTypos ? nearest : sameLast;
        return meant is null
            ? "is no setting; hocon/reference.conf lists them"
            : $"is no setting; did you mean {meant}? hocon/reference.conf lists them";
    }

    /// <summary>Letters to add, leave out or change to get from one to the other.</summary>
    private static int Typos(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
