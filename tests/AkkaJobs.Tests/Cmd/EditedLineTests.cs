using AkkaJobs.Cmd.Prompt;

namespace AkkaJobs.Tests.Cmd;

public sealed class EditedLineTests
{
    private static readonly string[] Before = ["jobs list", "bots list"];

    [Fact]
    public void What_is_typed_stands_at_the_cursor()
    {
        var line = Typed("jos list");
        Press(line, ConsoleKey.Home, ConsoleKey.RightArrow, ConsoleKey.RightArrow);
        Type(line, "b");

        Assert.Equal(("jobs list", 3), (line.Text, line.Cursor));
    }

    [Fact]
    public void Backspace_and_delete_take_what_is_beside_the_cursor_and_stop_at_the_ends()
    {
        var line = Typed("abc");
        Press(line, ConsoleKey.Delete, ConsoleKey.Backspace, ConsoleKey.Home, ConsoleKey.Backspace, ConsoleKey.Delete);

        Assert.Equal(("b", 0), (line.Text, line.Cursor));
    }

    [Fact]
    public void Up_goes_back_and_down_returns_to_what_was_being_typed()
    {
        var line = Typed("au");
        Press(line, ConsoleKey.UpArrow);
        Assert.Equal("bots list", line.Text);
        Press(line, ConsoleKey.UpArrow, ConsoleKey.UpArrow);
        Assert.Equal("jobs list", line.Text);
        Press(line, ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.DownArrow);
        Assert.Equal(("au", 2), (line.Text, line.Cursor));
    }

    [Theory]
    [InlineData("jo", new[] { "jobs", "bots" }, "jobs ", new string[0])]
    [InlineData("jobs re", new[] { "release", "retry" }, "jobs re", new[] { "release", "retry" })]
    [InlineData("jobs r", new[] { "release", "retry" }, "jobs re", new string[0])]
    [InlineData("jobs x", new[] { "release", "retry" }, "jobs x", new string[0])]
    [InlineData("", new[] { "jobs", "bots" }, "", new[] { "jobs", "bots" })]
    public void Tab_adds_what_is_certain_and_shows_the_rest(
        string typed, string[] candidates, string text, string[] shown)
    {
        var line = Typed(typed);

        Assert.Equal(shown, line.Complete(candidates));
        Assert.Equal((text, text.Length), (line.Text, line.Cursor));
    }

    private static EditedLine Typed(string text)
    {
        var line = new EditedLine(Before);
        Type(line, text);
        return line;
    }

    private static void Type(EditedLine line, string text)
    {
        foreach (var c in text)
        {
            line.Press(new ConsoleKeyInfo(c, ConsoleKey.None, shift: false, alt: false, control: false));
        }
    }

    private static void Press(EditedLine line, params ConsoleKey[] keys)
    {
        foreach (var key in keys)
        {
            line.Press(new ConsoleKeyInfo('\0', key, shift: false, alt: false, control: false));
        }
    }
}
