using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AkkaJobs.Configuration;
using AkkaJobs.Node;
using AkkaJobs.Tests.Tidy;

namespace AkkaJobs.Tests.Readme;

/// <summary>Image, compose file and Kubernetes' example speak of settings and ports that a node has.</summary>
public sealed class ContainerFilesTests
{
    public static TheoryData<string> Services => [.. ContainerFiles.Services().Keys];

    [Fact]
    public void There_are_two_coordinators_and_three_bots() => Assert.Equal(
        ["bot-1", "bot-2", "bot-3", "main-server", "main-server-2"], ContainerFiles.Services().Keys.Order());

    [Theory, MemberData(nameof(Services))]
    public void Each_service_is_a_node_that_starts_under_its_own_name(string service)
    {
        var arguments = ContainerFiles.Services()[service];
        var coordinates = service.StartsWith("main-server", StringComparison.Ordinal);
        var node = Load(
            arguments, ContainerFiles.ImageEnvironment(), ContainerFiles.ComposeEnvironment("x-node"),
            coordinates ? ContainerFiles.ComposeEnvironment("x-coordinator") : []);

        Assert.Equal(service, node.Node.Name);
        Assert.Equal(service, node.Node.Host);
        Assert.Equal(["main-server:4053", "main-server-2:4053"], node.Node.Seeds);
        Assert.Equal(coordinates ? ["coordinator", "http"] : ["bot"], node.Roles);
        Assert.Equal(coordinates, node.PostgresConnection is not null);
    }

    [Fact]
    public void The_containers_of_Kubernetes_are_nodes_that_start()
    {
        var nodes = ContainerFiles.KubernetesArguments()
            .Select(arguments => Load(
                arguments, ContainerFiles.ImageEnvironment(), ContainerFiles.KubernetesEnvironment(),
                [("AKKAJOBS_DATABASE", "postgres:Host=db")]))
            .ToList();

        Assert.Equal([["coordinator", "http"], ["bot"]], nodes.Select(node => node.Roles));
        Assert.Equal(["pod-0.akkajobs", "pod-0"], nodes.Select(node => node.Node.Host));
    }

    [Fact]
    public void The_image_has_the_ports_of_a_node_and_compose_those_of_the_README()
    {
        var node = new AkkaJobsOptions();
        var ports = new[] { Port(node.Http.Url), Port(node.Http.ManagementUrl), node.Node.Port }.Order().ToList();
        var image = Load(
            [], ContainerFiles.ImageEnvironment(), [("AKKAJOBS_HTTP__TOKENS__ADMIN__ME", "a-secret")]);
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var compose = ContainerFiles.Read("compose.yaml");

        Assert.Equal(ports, Numbers(ContainerFiles.Read("Dockerfile"), @"^EXPOSE (.+)$").Order());
        Assert.Equal(ports, new[] { Port(image.Http.Url), Port(image.Http.ManagementUrl), image.Node.Port }.Order());
        foreach (var port in new[] { Port(node.Http.Url), Port(node.Http.ManagementUrl) })
        {
            Assert.Contains($"\"127.0.0.1:{port}:{port}\"", compose, StringComparison.Ordinal);
            Assert.Contains($"http://127.0.0.1:{port}/", readme, StringComparison.Ordinal);
        }

        Assert.Contains($"/127.0.0.1/{Port(node.Http.ManagementUrl)} ", ContainerFiles.Read("Dockerfile"),
            StringComparison.Ordinal);
        Assert.Equal(
            ports, Numbers(ContainerFiles.Read("kubernetes.yaml"), @"ontainerPort: (\d+)").Distinct().Order());
    }

    [Fact]
    public void Whoever_stops_a_node_waits_until_it_has_drained()
    {
        var drain = NodeApplication.PatienceOf(new AkkaJobsOptions()).TotalSeconds;

        Assert.All(
            Numbers(ContainerFiles.Read("compose.yaml"), @"stop_grace_period: (\d+)s"), s => Assert.True(s > drain));
        Assert.Equal(
            2, Numbers(ContainerFiles.Read("kubernetes.yaml"), @"terminationGracePeriodSeconds: (\d+)")
                .Count(seconds => seconds > drain));
    }

    [Fact]
    public void The_image_restores_from_every_project_file_before_the_sources_come()
    {
        var restore = ContainerFiles.Read("Dockerfile").Split("RUN dotnet restore")[0];

        Assert.All(
            Needed("AkkaJobs.Node").Union(Needed("AkkaJobs.Cmd")),
            name => Assert.Contains($"\nCOPY src/{name}/{name}.csproj src/{name}/\n", restore));
    }

    /// <summary>A project, and all that it refers to.</summary>
    private static IEnumerable<string> Needed(string name) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", name, $"{name}.csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
            .SelectMany(Needed).Prepend(name);

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("README.md")]
    public void The_image_is_built_as_build_ps1_builds_it(string page) => Assert.Contains(
        "docker build -t akkajobs -f docker/Dockerfile .", ContainerFiles.Read(page), StringComparison.Ordinal);

    /// <summary>The settings of a node that would start with them.</summary>
    private static AkkaJobsOptions Load(string[] line, params IEnumerable<(string Name, string Value)>[] environments)
    {
        var environment = new Hashtable();
        foreach (var (name, value) in environments.SelectMany(all => all))
            environment[name] = value;
        var arguments = new NodeArguments();
        var parsed = arguments.Command((_, _) => Task.FromResult(0), (_, _) => Task.FromResult(0)).Parse(line);
        Assert.Empty(parsed.Errors);
        var settings = SettingSources.Load([], environment, arguments.Settings(parsed));
        NodeChecks.Run(settings);
        return settings.Options;
    }

    private static int Port(string url) => Listen.Parse(url)!.Port;

    private static IEnumerable<int> Numbers(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline).SelectMany(match => match.Groups[1].Value.Split(' '))
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture));
}
