namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>
/// Which worlds are lived: as many as <c>AKKAJOBS_TEST_SEEDS</c> says (default 1,000), or the one that
/// <c>AKKAJOBS_TEST_SEED</c> names, with all its acts.
/// </summary>
internal static class Seeds
{
    public const string Count = "AKKAJOBS_TEST_SEEDS";
    public const string One = "AKKAJOBS_TEST_SEED";

    public static int? Alone => Number(One);

    public static IEnumerable<int> ToRun => Alone is { } seed ? [seed] : Enumerable.Range(1, Number(Count) ?? 1000);

    public static string Replay(int seed) =>
        $"To live it alone and read its acts: {One}={seed} dotnet test tests/AkkaJobs.Core.Tests -c Release "
        + "--filter \"Every_acknowledged_job\" --logger \"console;verbosity=detailed\"";

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) && number >= 0 ? number : null;
}
