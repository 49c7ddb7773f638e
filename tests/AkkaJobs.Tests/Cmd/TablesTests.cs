using System.Text.Json;
using AkkaJobs.Cmd.Output;

namespace AkkaJobs.Tests.Cmd;

public sealed class TablesTests
{
    [Fact]
    public void A_list_shows_the_columns_that_hold_something() => Assert.Equal(
        """
        NAME   SLOTS  IDLE
        bot-1  8      yes
        b      16     no
        """,
        Drawn(Tables.List(
            [new("name", "name"), new("slots", "slots"), new("error", "error"), new("idle", "idle")],
            [
                JsonElement.Parse("""{"name":"bot-1","slots":8,"error":null,"idle":true}"""),
                JsonElement.Parse("""{"name":"b","slots":16,"idle":false}"""),
            ],
            80)));

    [Fact]
    public void A_list_that_does_not_fit_is_told_row_by_row() => Assert.Equal(
        """
        name  bot-1
        node  akka.tcp://akkajobs@127.0.0.1:4053
        idle  yes

        name  b
        rate  0.33
        """,
        Drawn(Tables.List(
            [new("name", "name"), new("node", "node"), new("rate", "rate"), new("idle", "idle")],
            [
                JsonElement.Parse("""{"name":"bot-1","node":"akka.tcp://akkajobs@127.0.0.1:4053","idle":true}"""),
                JsonElement.Parse("""{"name":"b","rate":0.3333333}"""),
            ],
            60)));

    [Fact]
    public void An_object_shows_what_is_deeper_under_its_name() => Assert.Equal(
        """
        coordinator  node-1
        tags         a, b

        jobs
          pending  7

        followers
          NAME    LAG MS
          tables  0
        """,
        Drawn(Tables.Object(JsonElement.Parse(
            """
            {"coordinator":"node-1","tags":["a","b"],"none":[],"jobs":{"pending":7},
             "followers":[{"name":"tables","lag_ms":0}]}
            """), 80)));

    [Fact]
    public void What_a_job_says_of_itself_cannot_touch_the_screen() => Assert.Equal(
        "[31mred [2J", Cells.Text(JsonElement.Parse("\"\\u001b[31mred\\u001b[2J\"")).TrimStart());

    [Fact]
    public void Args_stay_json() => Assert.Equal(
        """args  {"a":[1,{"b":2}]}""", Drawn(Tables.Object(JsonElement.Parse("""{"args":{"a":[1,{"b":2}]}}"""), 80)));

    private static string Drawn(Spectre.Console.Rendering.IRenderable what)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new Screen(text, TextWriter.Null, isTerminal: false, isErrorTerminal: false).Console.Write(what);
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd())).Trim('\n');
    }
}
