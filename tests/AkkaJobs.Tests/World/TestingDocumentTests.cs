using AkkaJobs.Testing;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.World;

/// <summary>The test of docs/testing.md, as it stands there.</summary>
public sealed class TestingDocumentTests
{
    [Fact]
    public async Task An_invoice_goes_out_once_though_the_bot_dies_after_sending_it()
    {
        var post = new Post();
        var world = new JobsWorld(new HandlerRegistry().AddHandler<int, string>("invoice", post.Send));
        world.Inflict(JobFault.BotDiesAfter, "invoice");

        var job = await world.RunAsync(world.Enqueue("invoice", 4711));

        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal(2, job.Attempt);         // it ran again, as at-least-once says
        Assert.Equal([4711], post.Sent);      // and the handler saw to it that this does no harm
    }

    [Fact]
    public void It_stands_in_the_page()
    {
        var shown = File.ReadLines(Path.Combine(Repository.Root, "docs", "testing.md"))
            .SkipWhile(line => !line.Contains("[Fact]", StringComparison.Ordinal))
            .TakeWhile(line => line != "}");
        var here = File.ReadLines(
            Path.Combine(Repository.Root, "tests", "AkkaJobs.Tests", "World", "TestingDocumentTests.cs")).ToList();
        var first = here.IndexOf("    [Fact]");

        Assert.Equal(here.Skip(first).Take(shown.Count()), shown);
        Assert.InRange(shown.Count(), 10, 20);
    }

    [Fact]
    public void The_page_names_every_fault()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "testing.md"));

        Assert.All(Enum.GetNames<JobFault>(), name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    private sealed class Post
    {
        public List<int> Sent { get; } = [];

        public string Send(int invoice, JobContext job)
        {
            if (!Sent.Contains(invoice))
            {
                Sent.Add(invoice);
            }

            return "sent";
        }
    }
}
