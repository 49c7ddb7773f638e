using AkkaJobs.Configuration;
using AkkaJobs.Membership;

namespace AkkaJobs.Tests.Membership;

/// <summary>
/// Views are written as words: <c>c1</c> a coordinator's node, <c>b1</c> a bot's; a minus behind it says that it cannot
/// be reached, a star that it is the one that looks.
/// </summary>
public sealed class SplitRulesTests
{
    private static readonly RecoveryPlan Plan = new AkkaJobsOptions().Plan;

    [Theory]

    // All in reach: nothing, however long.
    [InlineData("c1*", 1000, "Wait")]
    [InlineData("c1* c2 b1", 1000, "Wait")]

    // Bots come and go: one coordinator's node gives them up, once the view has been stable.
    [InlineData("b1- c1*", 2.9, "Wait")]
    [InlineData("b1- c1*", 3, "DownOthers")]
    [InlineData("b1- c1 c2*", 3, "Wait")]
    [InlineData("b1- c1* c2", 3, "DownOthers")]
    [InlineData("b1 b2- c1*", 3, "DownOthers")]

    // Where a coordinator's node is out of reach the database is asked, by one node of the side.
    [InlineData("c1- c2*", 2.9, "Wait")]
    [InlineData("c1- c2*", 3, "AskDatabase")]
    [InlineData("c1* c2-", 3, "AskDatabase")]
    [InlineData("b1- c1- c2* c3", 3, "AskDatabase")]
    [InlineData("c1- c2 c3*", 3, "Wait")]

    // Bots decide nothing while a coordinator's node is in reach; one that has none for long starts anew.
    [InlineData("b1* b2- c1", 1000, "Wait")]
    [InlineData("b1* c1- c2", 1000, "Wait")]
    [InlineData("b1* c1-", 299, "Wait")]
    [InlineData("b1* b2 c1-", 300, "DownSelf")]
    public void What_a_node_does(string view, double stable, string step) =>
        Assert.Equal(step, SplitRules.Decide(View(view), TimeSpan.FromSeconds(stable), Plan).ToString());

    [Theory]

    // The larger side asks at once, whoever has the lease; the smaller one waits as long again.
    [InlineData("c1* c2 c3-", "c3", 3, true)]
    [InlineData("c1- c2- c3*", "c3", 3, false)]
    [InlineData("c1- c2- c3*", null, 3, false)]
    [InlineData("c1- c2- c3*", null, 6, true)]

    // Of two equal ones it is the one with more members, whoever has the lease.
    [InlineData("b1 b2 c1- c2*", "c1", 3, true)]
    [InlineData("b1- b2- c1* c2-", "c1", 3, false)]
    [InlineData("b1- b2- c1* c2-", "c1", 6, true)]

    // Of two that are equal in that as well, it is the one with the coordinator, or any once the lease has run out.
    [InlineData("c1* c2-", "c1", 3, true)]
    [InlineData("c1* c2-", "c2", 3, false)]
    [InlineData("c1* c2-", "c2", 6, true)]
    [InlineData("c1* c2-", null, 3, true)]
    public void Which_side_asks_first(string view, string? holder, double stable, bool asks) => Assert.Equal(
        asks, SplitRules.MayAsk(View(view), TimeSpan.FromSeconds(stable), holder, Plan));

    private static ClusterView View(string words)
    {
        var nodes = words.Split(' ')
            .Select(word => new SeenNode(
                $"{word.TrimEnd('*', '-')}#1", word.TrimEnd('*', '-'), word[0] == 'c', !word.EndsWith('-')))
            .ToList();
        var self = words.Split(' ').Single(word => word.EndsWith('*')).TrimEnd('*');
        return new ClusterView($"{self}#1", nodes);
    }
}
