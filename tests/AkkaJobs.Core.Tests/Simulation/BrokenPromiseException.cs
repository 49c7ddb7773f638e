namespace AkkaJobs.Core.Tests.Simulation;

/// <summary>A named check did not hold.</summary>
internal sealed class BrokenPromiseException(string check, string detail) : Exception($"{check}: {detail}")
{
    public string Check { get; } = check;
}
