using System.Globalization;
using AkkaJobs.Client;

namespace AkkaJobs.Tests.Client;

public sealed class FreshIdsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 20, 15, 28, 123, TimeSpan.Zero);

    [Fact]
    public void Are_version_7_and_begin_with_the_time()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var at = Now.AddMilliseconds(i);
            var id = FreshIds.Next(at).Value;
            Assert.Equal((7, 0x8), (id.Version, id.Variant & 0xC));
            Assert.Equal(at.ToUnixTimeMilliseconds().ToString("x12"), id.ToString("N")[..12]);
        }
    }

    [Fact]
    public void Are_never_the_same_even_at_the_same_moment_on_several_threads()
    {
        var ids = new JobId[100_000];
        Parallel.For(0, ids.Length, i => ids[i] = FreshIds.Next(Now));
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Have_74_random_bits_each_of_which_is_sometimes_set_and_sometimes_not()
    {
        UInt128 ever = 0;
        var always = UInt128.MaxValue;
        for (var i = 0; i < 1_000; i++)
        {
            var bits = UInt128.Parse(FreshIds.Next(Now).Value.ToString("N"), NumberStyles.HexNumber);
            ever |= bits;
            always &= bits;
        }

        Assert.Equal(74, (int)UInt128.PopCount(ever & ~always));
    }
}
