using AkkaJobs.Coordination;

namespace AkkaJobs.Tests.Followers;

/// <summary>Stories that chance writes.</summary>
internal static class StoryLife
{
    /// <summary>A few hundred commands that a busy and unlucky system might see.</summary>
    public static void Live(this Story story, Random chance)
    {
        var jobs = new List<JobId>();
        var tokens = new List<(JobId Job, long Token)>();
        var session = 1;
        for (var i = 0; i < 400; i++)
        {
            story.Now += TimeSpan.FromMilliseconds(chance.Next(0, 1500));
            var job = jobs.Count == 0 ? default : jobs[chance.Next(jobs.Count)];
            var (late, token) = tokens.Count == 0 ? default : tokens[chance.Next(tokens.Count)];
            switch (chance.Next(0, 14))
            {
                case 0 or 1 or 2:
                    jobs.Add(story.Enqueue(chance.Next(), chance.Next(), spec =>
                    {
                        spec.MaxAttempts = chance.Next(1, 4);
                        spec.Tags = chance.Next(2) == 0 ? [] : ["a", "b c"];
                        spec.RunAt = chance.Next(4) == 0 ? story.Now + TimeSpan.FromSeconds(3) : null;
                    }));
                    break;
                case 3 or 4:
                    story.Do(new Place());
                    tokens.AddRange(story.State.Watches.Values.Select(watch => (watch.Job, watch.Token)));
                    break;
                case 5 or 6 when tokens.Count > 0:
                    story.Do(new Complete(late, token, JsonText.Parse("[1,\"é\"]"), chance.Next(100), null));
                    break;
                case 7 or 8 when tokens.Count > 0:
                    story.Do(new Fail(late, token, "it \"broke\"\n", chance.Next(3) > 0, null, "bot-1", 0.5));
                    break;
                case 9 when jobs.Count > 0:
                    var reason = chance.Next(2) == 0 ? "stuck" : null;
                    story.Do(new Release(job, null, false, Verdict.Released, "bob", reason));
                    break;
                case 10 when jobs.Count > 0 && chance.Next(3) == 0:
                    story.Do(new Cancel(job, "bob", "enough"));
                    break;
                case 11 when jobs.Count > 0:
                    story.Do(new Retry(job, "bob", null));
                    break;
                case 12:
                    story.Do(new Tick());
                    break;
                case 13 when chance.Next(4) == 0:
                    session++;
                    story.Do(new JoinBot("bot-1", $"session-{session}", "node-1:4053", 64, ["sum"]));
                    break;
            }

            if (chance.Next(4) > 0)
            {
                var running = story.State.Watches.Values
                    .Select(watch => new RunningAttempt(watch.Job, watch.Token, null));
                story.Do(new Heartbeat("bot-1", $"session-{session}", 64, ["sum"], 0, 0, [.. running]));
            }
        }
    }
}
