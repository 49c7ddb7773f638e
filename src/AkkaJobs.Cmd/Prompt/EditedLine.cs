namespace AkkaJobs.Cmd.Prompt;

/// <summary>A line as it is typed: its text, the cursor, and where in the history it is. Knows no screen.</summary>
/// <param name="history">Lines typed before, the latest last.</param>
internal sealed class EditedLine(IReadOnlyList<string> history)
{
    private string _own = "";
    private int _at = history.Count;

    public string Text { get; private set; } = "";

    public int Cursor { get; private set; }

    /// <summary>Changes it by a key.</summary>
    /// <returns>False if the key means nothing here.</returns>
    public bool Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                Cursor = Math.Max(0, Cursor - 1);
                return true;
            case ConsoleKey.RightArrow:
                Cursor = Math.Min(Text.Length, Cursor + 1);
                return true;
            case ConsoleKey.Home:
            case ConsoleKey.A when key.Modifiers == ConsoleModifiers.Control:
                Cursor = 0;
                return true;
            case ConsoleKey.End:
            case ConsoleKey.E when key.Modifiers == ConsoleModifiers.Control:
                Cursor = Text.Length;
                return true;
            case ConsoleKey.Backspace when Cursor > 0:
                Set(Text.Remove(Cursor - 1, 1), Cursor - 1);
                return true;
            case ConsoleKey.Delete when Cursor < Text.Length:
                Set(Text.Remove(Cursor, 1), Cursor);
                return true;
            case ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control:
                Set(Text[Cursor..], 0);
                return true;
            case ConsoleKey.UpArrow:
                return Go(_at - 1);
            case ConsoleKey.DownArrow:
                return Go(_at + 1);
            default:
                return !char.IsControl(key.KeyChar) && Insert(key.KeyChar.ToString());
        }
    }

    /// <summary>Completes the word before the cursor as far as it is the only way.</summary>
    /// <param name="candidates">What the word may be.</param>
    /// <returns>The candidates, if there are several and nothing could be added.</returns>
    public IReadOnlyList<string> Complete(IReadOnlyList<string> candidates)
    {
        var begin = Text.LastIndexOf(' ', Math.Max(0, Cursor - 1), Cursor) + 1;
        var word = Text[begin..Cursor];
        var fitting = candidates.Where(c => c.StartsWith(word, StringComparison.Ordinal)).Distinct().ToList();
        if (fitting.Count == 0)
        {
            return [];
        }

        var common = fitting.Aggregate(Common);
        if (fitting.Count > 1 && common.Length == word.Length)
        {
            return fitting;
        }

        Insert(common[word.Length..] + (fitting.Count == 1 ? " " : ""));
        return [];
    }

    private static string Common(string one, string other)
    {
        var length = 0;
        while (length < one.Length && length < other.Length && one[length] == other[length])
        {
            length++;
        }

        return one[..length];
    }

    private bool Insert(string text)
    {
        Set(Text.Insert(Cursor, text), Cursor + text.Length);
        return true;
    }

    private bool Go(int to)
    {
        if (to < 0 || to > history.Count)
        {
            return false;
        }

        if (_at == history.Count)
        {
            _own = Text;
        }

        _at = to;
        var text = to == history.Count ? _own : history[to];
        Set(text, text.Length);
        return true;
    }

    private void Set(string text, int cursor) => (Text, Cursor) = (text, cursor);
}
