using System.Globalization;

namespace AkkaJobs.Cmd.Output;

/// <summary>How far long work is: one line among the remarks, drawn over itself and taken away before others.</summary>
internal sealed class ProgressLine(Screen screen)
{
    private const int Bar = 30;

    private int _drawn;

    public void Draw(long done, long? total)
    {
        if (!screen.HearsRemarks)
        {
            return;
        }

        var line = total is > 0 and var all
            ? string.Create(CultureInfo.InvariantCulture, $"{Filled(done, all)} {done:#,0} of {all:#,0}")
            : string.Create(CultureInfo.InvariantCulture, $"{done:#,0}");
        screen.Error.Write($"\r{line.PadRight(_drawn)}");
        screen.Error.Flush();
        _drawn = line.Length;
    }

    /// <summary>Takes it away.</summary>
    public void Clear()
    {
        if (_drawn > 0)
        {
            screen.Error.Write($"\r{new string(' ', _drawn)}\r");
            screen.Error.Flush();
            _drawn = 0;
        }
    }

    private static string Filled(long done, long all)
    {
        var filled = (int)(Bar * Math.Min(done, all) / all);
        return new string('━', filled) + new string('╌', Bar - filled);
    }
}
