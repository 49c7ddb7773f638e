namespace AkkaJobs.Core.Tests.Coordination;

/// <summary>One number, as many small choices as it holds.</summary>
internal sealed class Dice(ulong number)
{
    private ulong _left = number;

    public int Next(int sides)
    {
        var side = (int)(_left % (ulong)sides);
        _left /= (ulong)sides;
        return side;
    }

    public T Of<T>(params IReadOnlyList<T> sides) => sides[Next(sides.Count)];

    public bool OneIn(int times) => Next(times) == 0;
}
