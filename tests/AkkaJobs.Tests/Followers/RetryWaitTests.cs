using AkkaJobs.Followers;

namespace AkkaJobs.Tests.Followers;

public sealed class RetryWaitTests
{
    private readonly RetryWait _waits = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    [Fact]
    public void Doubles_and_stays_at_the_longest()
    {
        var wait = _waits.First;
        var seconds = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            wait = _waits.After(wait, hasMoved: false);
            seconds.Add(wait.TotalSeconds);
        }

        Assert.Equal([2, 4, 8, 16, 30, 30, 30, 30], seconds);
    }

    [Fact]
    public void Begins_anew_once_there_was_progress() =>
        Assert.Equal(_waits.First, _waits.After(_waits.Longest, hasMoved: true));
}
