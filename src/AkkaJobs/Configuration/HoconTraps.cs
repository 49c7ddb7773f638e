namespace AkkaJobs.Configuration;

/// <summary>
/// HOCON that Akka.NET's parser takes for something else: <c>${?VAR}</c> is silently null, <c>include</c> fails without
/// a word, <c>+=</c> is passed over, a brace too few is forgiven. Better to refuse them than to start with other
/// settings than were written.
/// </summary>
internal static class HoconTraps
{
    /// <summary>A sentence for each.</summary>
    public static IEnumerable<string> Find(string text, string origin)
    {
        var (number, open) = (0, 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            var code = WithoutCommentAndTexts(line).Trim();
            open += code.Count(letter => letter is '{' or '[') - code.Count(letter => letter is '}' or ']');
            if (code.Contains("${?", StringComparison.Ordinal))
                yield return $"{origin}:{number} must not use ${{?…}}, which Akka.NET reads as null: set the "
                    + "environment variable of that key instead (AKKAJOBS_BOT__SLOTS for akkajobs.bot.slots).";
            if (code == "include" || code.StartsWith("include ", StringComparison.Ordinal))
                yield return $"{origin}:{number} must not use include, which Akka.NET cannot do: name each file with a "
                    + "--config of its own.";
            if (code.Contains("+=", StringComparison.Ordinal))
                yield return $"{origin}:{number} must not use +=, which Akka.NET passes over: write the whole list.";
        }

        if (open != 0 && !text.Contains("\"\"\"", StringComparison.Ordinal))
            yield return $"{origin} must close every {{ and [ that it opens, and no other.";
    }

    private static string WithoutCommentAndTexts(string line)
    {
        var code = new System.Text.StringBuilder();
        var quoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"' && (at == 0 || line[at - 1] != '\\'))
                quoted = !quoted;
            else if (!quoted && (line[at] == '#' || line.AsSpan(at).StartsWith("//")))
                break;
            else if (!quoted)
                code.Append(line[at]);
        }

        return code.ToString();
    }
}
