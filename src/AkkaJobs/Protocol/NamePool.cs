namespace AkkaJobs.Protocol;

/// <summary>
/// One string for each name that comes again and again (operations, queues, bots, sessions, tags): a million jobs of
/// one operation share it. One place per hash, and the latest name takes it, so that it stays small and names that
/// come only once cannot crowd out the others. Safe from any thread: at worst a name is not shared.
/// </summary>
internal static class NamePool
{
    private const int Places = 4_096;

    // Longer texts are not names, and would be kept alive for nothing.
    private const int Longest = 256;

    private static readonly string?[] Names = new string?[Places];

    public static string Share(string name)
    {
        if (name.Length > Longest)
        {
            return name;
        }

        ref var place = ref Names[(uint)string.GetHashCode(name) % Places];
        if (place is { } shared && shared == name)
        {
            return shared;
        }

        place = name;
        return name;
    }

    public static string[] Share(IList<string> names)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var shared = new string[names.Count];
        for (var i = 0; i < shared.Length; i++)
        {
            shared[i] = Share(names[i]);
        }

        return shared;
    }
}
