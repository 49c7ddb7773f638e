namespace AkkaJobs.Http;

/// <summary>Arguments that several commands take.</summary>
internal static class Arguments
{
    public static PaletteArgument Id { get; } = new("id", PaletteValue.Id, "The job.")
    {
        Required = true,
        ByPosition = true,
    };

    public static PaletteArgument Name { get; } = new("name", PaletteValue.Text, "The bot.")
    {
        Required = true,
        ByPosition = true,
        Least = 1,
        Most = Limits.MaxNameBytes,
    };

    public static PaletteArgument Reason { get; } = new("reason", PaletteValue.Text, "Why; stands in the history.")
    {
        Most = Limits.MaxReasonBytes,
    };

    public static PaletteArgument Limit { get; } = new("limit", PaletteValue.Number, "Rows at most. Default 50.")
    {
        Least = 1,
        Most = Limits.MaxListLimit,
    };

    public static PaletteArgument Cursor { get; } =
        new("cursor", PaletteValue.Text, "Where the page before said that the next begins.") { Most = 1024 };

    /// <summary>What narrows a list.</summary>
    public static PaletteArgument Filter(string name, string help) => new(name, PaletteValue.Text, help)
    {
        Least = 1,
        Most = Limits.MaxNameBytes,
    };

    public static int LimitOf(PaletteCall call, int otherwise = Limits.DefaultListLimit) =>
        (int)(call.Number(Limit.Name) ?? otherwise);
}
