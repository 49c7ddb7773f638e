using Akka.Configuration;

namespace AkkaJobs.Configuration;

/// <summary>The files of <c>hocon/</c> that travel inside the library.</summary>
internal static class EmbeddedHocon
{
    /// <summary>Every key of ours with its default: <c>hocon/reference.conf</c>.</summary>
    public static string Reference { get; } = Read("reference.conf");

    /// <summary>Akka's own tuning: <c>hocon/node.conf</c>.</summary>
    public static Config Node { get; } = ConfigurationFactory.ParseString(Read("node.conf"));

    /// <summary>
    /// What of it a host's own actor system needs too, unless the host says otherwise: without it large jobs would not
    /// fit a message.
    /// </summary>
    public static Config Remote { get; } =
        ConfigurationFactory.ParseString($"akka.remote {{ {Node.GetConfig("akka.remote")} }}");

    private static string Read(string name)
    {
        using var stream = typeof(EmbeddedHocon).Assembly.GetManifestResourceStream($"AkkaJobs.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
