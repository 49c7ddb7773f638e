namespace AkkaJobs.Http;

/// <summary>Compares journal, tables and datalake.</summary>
internal static class AuditPalette
{
    private static readonly PaletteArgument Repair =
        new("repair", PaletteValue.Flag, "Bring tables and datalake to what the journal says.");

    public static PaletteBuilder Make() => new PaletteBuilder("audit", "Whether journal, tables and datalake agree.")
        .Add(
            new PaletteCommand("run", "Compares journal, tables and datalake while jobs go on.")
            {
                Arguments = [Repair],
                Columns = [new("kind", "kind"), new("text", "text")],
                Answer = PaletteAnswer.Stream,
                Role = "admin",
            },
            RunAsync);

    private static async Task RunAsync(PaletteCall call)
    {
        var clean = await AuditRoute.TellAsync(
            call.Call,
            call.Flag(Repair.Name),
            line => line.Kind == AuditLineKind.Progress
                ? call.ProgressAsync(line.Done, line.Total)
                : call.RowAsync(new AuditAnswer(line.Kind.Word(), line.Text, null), HttpJson.Answers.AuditAnswer));
        call.IsRefused = !clean;
    }
}
