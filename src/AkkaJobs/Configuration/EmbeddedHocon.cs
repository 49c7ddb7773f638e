using Akka.Configuration;

namespace AkkaJobs.Configuration;

/// <summary>The files of <c>hocon/</c> that travel inside the library.</summary>
internal static class EmbeddedHocon
{
    /// <summary>Every key of ours with its default: <c>hocon/reference.conf</c>.</summary>
    public static string Reference { get; } = Read("reference.conf");

    /// <summary>Akka's own tuning: <c>hocon/node.conf</c>.</summary>
    public static Config Node { get; } = ConfigurationFactory.ParseString(Read("node.conf"));

    private static string Read(string name)
    {
        using var stream = typeof(EmbeddedHocon).Assembly.GetManifestResourceStream($"AkkaJobs.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
