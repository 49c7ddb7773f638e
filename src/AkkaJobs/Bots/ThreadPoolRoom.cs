namespace AkkaJobs.Bots;

/// <summary>Room in the thread pool for handlers that block.</summary>
internal static class ThreadPoolRoom
{
    /// <summary>
    /// Lets the pool make threads at once, instead of one or two a second, until every slot can block one, and every
    /// abandoned handler another: Akka, HTTP and the databases of this process live on the same pool, and would wait
    /// behind the handlers. Only the permission grows; threads are made when they are needed.
    /// </summary>
    public static void Ensure(int slots)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.GetMaxThreads(out var most, out _);
        var wanted = Math.Min(Environment.ProcessorCount + (2 * slots), most);
        if (wanted > workers)
        {
            ThreadPool.SetMinThreads(wanted, ports);
        }
    }
}
