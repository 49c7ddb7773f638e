using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AkkaJobs.Http.Client;

/// <summary>The client over HTTP: what a program outside the cluster calls to have it.</summary>
public static class AkkaJobsHttpClient
{
    private const string Name = "AkkaJobs";

    /// <summary>
    /// Adds <see cref="IJobClient"/> over HTTP, and <see cref="HttpJobClient"/> with what operators may do besides.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="address">
    /// Where a node, or a balancer before several, is reached, with the host's prefix if it has one:
    /// <c>http://127.0.0.1:3001</c>, <c>https://host/jobs-api</c>.
    /// </param>
    /// <param name="token">
    /// A token of the role client; of admin for what operators do. Null if a handler of the program's own lets it in.
    /// </param>
    /// <param name="configure">Sets patience.</param>
    /// <returns>For handlers of the program's own, as for certificates or another way to be let in.</returns>
    /// <exception cref="ArgumentException">The address is not an absolute one of http or https.</exception>
    public static IHttpClientBuilder AddAkkaJobsHttpClient(
        this IServiceCollection services, Uri address, string? token = null,
        Action<HttpJobClientOptions>? configure = null)
    {
        var root = HttpDoor.Root(address);
        services.AddOptions<HttpJobClientOptions>().Configure(options => configure?.Invoke(options));
        services.AddSingleton(provider =>
        {
            var clients = provider.GetRequiredService<IHttpClientFactory>();
            return new HttpJobClient(
                () => clients.CreateClient(Name), root, token,
                provider.GetRequiredService<IOptions<HttpJobClientOptions>>().Value,
                provider.GetService<TimeProvider>() ?? TimeProvider.System);
        });
        services.AddSingleton<IJobClient>(provider => provider.GetRequiredService<HttpJobClient>());

        // How long an answer may take is known where it is asked for: a wait takes longer than a read.
        return services.AddHttpClient(Name, client => client.Timeout = Timeout.InfiniteTimeSpan);
    }
}
