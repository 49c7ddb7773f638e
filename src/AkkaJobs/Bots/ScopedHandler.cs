using Microsoft.Extensions.DependencyInjection;

namespace AkkaJobs.Bots;

/// <summary>Handler classes: one scope and one instance for each attempt.</summary>
internal static class ScopedHandler
{
    public static Handler Create<THandler>(IServiceProvider services)
        where THandler : class, IJobHandler
    {
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var isService = services.GetService<IServiceProviderIsService>()?.IsService(typeof(THandler)) == true;
        if (isService)
        {
            return (args, job) => RunAsync<THandler>(scopes, args, job);
        }

        var create = ActivatorUtilities.CreateFactory<THandler>([]);
        return (args, job) => RunAsync(scopes, create, args, job);
    }

    private static async ValueTask<JsonText> RunAsync<THandler>(
        IServiceScopeFactory scopes, JsonText args, JobContext job)
        where THandler : class, IJobHandler
    {
        await using var scope = scopes.CreateAsyncScope();
        var handler = scope.ServiceProvider.GetRequiredService<THandler>();
        return await handler.RunAsync(args, job).ConfigureAwait(false);
    }

    private static async ValueTask<JsonText> RunAsync<THandler>(
        IServiceScopeFactory scopes, ObjectFactory<THandler> create, JsonText args, JobContext job)
        where THandler : class, IJobHandler
    {
        await using var scope = scopes.CreateAsyncScope();
        var handler = create(scope.ServiceProvider, null);
        try
        {
            return await handler.RunAsync(args, job).ConfigureAwait(false);
        }
        finally
        {
            // The scope does not know what it did not make.
            switch (handler)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }
}
