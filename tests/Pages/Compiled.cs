using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Pages;

/// <summary>Code of a page that stands in a test, which so compiles and runs it.</summary>
internal static class Compiled
{
    /// <summary>Every line of the code stands there, in the same order; between them may be more.</summary>
    /// <param name="source">The file's name, without its ending.</param>
    /// <param name="code">The block, with what the test has to have otherwise.</param>
    public static void AssertStandsIn(string source, string code)
    {
        var file = Repository.Sources("tests").Single(path => Path.GetFileNameWithoutExtension(path) == source);
        var rest = File.ReadLines(file).Select(line => line.Trim()).ToList();
        foreach (var line in code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            var at = rest.IndexOf(line);
            Assert.True(at >= 0, $"{source} does not have the page's line, or not in its place: {line}");
            rest.RemoveRange(0, at + 1);
        }
    }
}
