using System.Text.RegularExpressions;

namespace AkkaJobs.Tests.Packages;

/// <summary>
/// An answer as a page shows it: <c>…</c> stands for anything, times and the numbers of events for others, and columns
/// are as wide as they like.
/// </summary>
internal sealed partial class Shown
{
    private readonly string _text;
    private readonly Regex _pattern;

    /// <param name="text">The block of the page.</param>
    public Shown(string text)
    {
        _text = text;
        var pattern = Regex.Escape(Stable(text)).Replace("…", ".*", StringComparison.Ordinal);
        _pattern = new Regex($"^{pattern}$", RegexOptions.Singleline);
    }

    /// <summary>Whether it is what was said.</summary>
    public bool Is(string said) => _pattern.IsMatch(Stable(said));

    /// <summary>Fails unless it is what was said.</summary>
    public void AssertIs(string said) => Assert.True(Is(said), $"The page shows\n{_text}\nbut it was\n{said}");

    private static string Stable(string text) => Time().Replace(Blank().Replace(text, " "), "TIME").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z( \d+\b)?")]
    private static partial Regex Time();
}
