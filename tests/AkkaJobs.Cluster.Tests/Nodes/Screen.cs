using System.Globalization;
using System.Text;

namespace AkkaJobs.Cluster.Tests.Nodes;

/// <summary>What a terminal shows of what was written to it: lines, the cursor in them, and no colours.</summary>
internal sealed class Screen
{
    private readonly List<StringBuilder> _lines = [new()];
    private int _row;
    private int _column;

    public string Text => string.Join('\n', _lines.Select(line => line.ToString().TrimEnd()));

    public static string Of(string written)
    {
        var screen = new Screen();
        screen.Write(written);
        return screen.Text;
    }

    private void Write(string written)
    {
        for (var i = 0; i < written.Length; i++)
        {
            switch (written[i])
            {
                case '\e':
                    i = Escape(written, i + 1);
                    break;
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    Go(_row + 1);
                    break;
                case '\b':
                    _column = Math.Max(0, _column - 1);
                    break;
                case >= ' ':
                    Put(written[i]);
                    break;
            }
        }
    }

    private void Put(char c)
    {
        var line = _lines[_row];
        line.Append(' ', Math.Max(0, _column + 1 - line.Length));
        line[_column++] = c;
    }

    private void Go(int row)
    {
        _row = Math.Max(0, row);
        while (_lines.Count <= _row)
        {
            _lines.Add(new StringBuilder());
        }
    }

    /// <returns>Where the sequence ends.</returns>
    private int Escape(string written, int at)
    {
        if (at >= written.Length || written[at] != '[')
        {
            return at;
        }

        var end = at + 1;
        while (end < written.Length && !char.IsAsciiLetter(written[end]))
        {
            end++;
        }

        if (end < written.Length)
        {
            var count = int.TryParse(written[(at + 1)..end], CultureInfo.InvariantCulture, out var n) ? n : 1;
            Act(written[end], count, written[(at + 1)..end]);
        }

        return end;
    }

    private void Act(char what, int count, string parameter)
    {
        switch (what)
        {
            case 'A':
                Go(_row - count);
                break;
            case 'B':
                Go(_row + count);
                break;
            case 'C':
                _column += count;
                break;
            case 'D':
                _column = Math.Max(0, _column - count);
                break;
            case 'K':
                _lines[_row].Length = parameter == "2" ? 0 : Math.Min(_lines[_row].Length, _column);
                break;
        }
    }
}
