namespace AkkaJobs.Http;

/// <summary>What <c>pbm</c> calls: the palettes of this node, and each of their commands.</summary>
internal static class PaletteRoutes
{
    public const string List = "/palettes";

    private static readonly HttpRole[] Anyone = [HttpRole.Client, HttpRole.Bot, HttpRole.Admin];

    /// <summary>One route for each command, and one that describes them all.</summary>
    public static IEnumerable<Route> Of(PaletteTable table)
    {
        var listing = new PaletteListing([.. table.All.Select(palette => palette.Palette)]);
        yield return new Route(
            "GET", List, "What this node offers to operators.",
            call => call.AnswerAsync(listing, HttpJson.Answers.PaletteListing))
        {
            Roles = Anyone,
            Answer = typeof(PaletteListing),
        };

        foreach (var palette in table.All)
        {
            foreach (var entry in palette.Entries)
            {
                yield return new Route(
                    "POST", $"{List}/{palette.Name}/{entry.Command.Name}", entry.Command.Help,
                    call => RunAsync(call, entry))
                {
                    Roles = entry.Roles,
                    Body = entry.Shape,
                    BodyOptional = true,
                };
            }
        }
    }

    private static async Task RunAsync(Call call, PaletteEntry entry)
    {
        var (utf8, hasInput) = await ArgumentsAsync(call, entry);
        using var document = StrictJson.Parse(utf8, out var rejection)
            ?? throw new JobRefusedException(rejection!);
        if (entry.Shape.Read(document.RootElement, "", out _) is { } refused)
        {
            throw new JobRefusedException(refused);
        }

        var lines = new AnswerLines(call.Context.Response);
        var palette = new PaletteCall(call, entry, document.RootElement, lines) { HasInput = hasInput };
        try
        {
            await entry.Run(palette);
        }
        catch (JobRefusedException no) when (lines.HasBegun)
        {
            await lines.ProblemAsync(Problems.Of(no.Rejection), call.Cancel);
            palette.IsRefused = true;
        }

        await lines.EndAsync(palette.IsRefused, palette.IsMany, palette.NextCursor, call.Cancel);
    }

    /// <summary>A JSON body, or the first line of NDJSON, behind which the file comes.</summary>
    private static async Task<(ReadOnlyMemory<byte> Utf8, bool HasInput)> ArgumentsAsync(Call call, PaletteEntry entry)
    {
        var request = call.Context.Request;
        var takesFile = entry.Command.Arguments.Any(argument => argument.Value == PaletteValue.File);
        if (takesFile && RequestBody.RequireType(request, RequestBody.Json, BulkRoute.Lines) == BulkRoute.Lines)
        {
            RequestBody.LiftBound(call.Context);
            return (await RequestBody.ReadLineAsync(call.Context, call.Options.MaxBodyBytes), true);
        }

        var utf8 = await RequestBody.ReadAsync(call.Context, call.Options.MaxBodyBytes);
        if (utf8.Length == 0)
        {
            return ("{}"u8.ToArray(), false);
        }

        RequestBody.RequireType(request, RequestBody.Json);
        return (utf8, false);
    }
}
