namespace AkkaJobs.Http;

/// <summary>Every palette of a node: ours, then the host's.</summary>
internal sealed class PaletteTable(IEnumerable<PaletteBuilder> hosts)
{
    /// <exception cref="InvalidOperationException">Two of one name.</exception>
    public IReadOnlyList<PaletteBuilder> All { get; } = Distinct(
        [
            JobsPalette.Make(), BotsPalette.Make(), QueuesPalette.Make(), ClusterPalette.Make(), AuditPalette.Make(),
            .. hosts,
        ]);

    private static List<PaletteBuilder> Distinct(List<PaletteBuilder> all) =>
        all.GroupBy(palette => palette.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InvalidOperationException($"There is a palette {twice.Key} already; choose another name.")
            : all;
}
