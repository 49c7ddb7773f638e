using System.Text.RegularExpressions;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

/// <summary>What stands in docker/, read line by line as far as the tests need it.</summary>
internal static partial class ContainerFiles
{
    public static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "docker", file));

    /// <summary>The services of compose.yaml that are nodes, and their arguments.</summary>
    public static IReadOnlyDictionary<string, string[]> Services() => Service().Matches(Read("compose.yaml"))
        .ToDictionary(service => service.Groups[1].Value, service => service.Groups[2].Value.Split(' '));

    /// <summary>What the image says in the environment.</summary>
    public static IEnumerable<(string Name, string Value)> ImageEnvironment() => ImageVariable()
        .Matches(Read("Dockerfile")).Select(variable => (variable.Groups[1].Value, variable.Groups[2].Value));

    /// <summary>What compose says besides under one of its anchors; what it asks for from outside is set.</summary>
    public static IEnumerable<(string Name, string Value)> ComposeEnvironment(string anchor) =>
        ComposeVariable().Matches(Part(Read("compose.yaml"), anchor))
            .Select(variable => (
                variable.Groups[1].Value,
                Set(variable.Groups[1].Value, variable.Groups[2].Value.Trim('"'))));

    /// <summary>The containers of kubernetes.yaml: their arguments, with the pod's values put in.</summary>
    public static IEnumerable<string[]> KubernetesArguments() => Arguments().Matches(Read("kubernetes.yaml"))
        .Select(line => Item().Matches(line.Groups[1].Value)
            .Select(item => PodValue().Replace(item.Value.Trim('"'), "pod-0")).ToArray());

    /// <summary>Every variable of a node in kubernetes.yaml; those from the secret are set to something.</summary>
    public static IEnumerable<(string Name, string Value)> KubernetesEnvironment() =>
        KubernetesVariable().Matches(Read("kubernetes.yaml"))
            .Select(variable => (variable.Groups[1].Value, variable.Groups[2].Value))
            .Select(variable => variable is (var name, "") ? (name, "a-secret") : variable).Distinct();

    /// <summary>A block at the left margin, without its head.</summary>
    private static string Part(string text, string head) =>
        Regex.Match(text, $@"^{head}:.*\n((?:[ ].*\n|\n)*)", RegexOptions.Multiline).Groups[1].Value;

    private static string Set(string name, string value) => value.Length > 0 && value[0] != '$'
        ? value
        : name switch
        {
            "AKKAJOBS_BOT__SLOTS" => "3",
            "AKKAJOBS_OPERATIONS__DIAGNOSTICS" => "on",
            _ => $"secret-of-{name}",
        };

    [GeneratedRegex(@"^  ([\w-]+):\n(?:    .*\n)*?    command: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex(@"\b(AKKAJOBS_\w+)=(\S+)")]
    private static partial Regex ImageVariable();

    [GeneratedRegex(@"^    (AKKAJOBS_\w+):[ ]?(.*)$", RegexOptions.Multiline)]
    private static partial Regex ComposeVariable();

    [GeneratedRegex(@"args: \[(.+)\]$", RegexOptions.Multiline)]
    private static partial Regex Arguments();

    [GeneratedRegex("\"[^\"]*\"|[^\\s,]+")]
    private static partial Regex Item();

    [GeneratedRegex(@"\$\(\w+\)")]
    private static partial Regex PodValue();

    [GeneratedRegex("name: (AKKAJOBS_\\w+)(?:, value: \"([^\"]*)\")?")]
    private static partial Regex KubernetesVariable();
}
