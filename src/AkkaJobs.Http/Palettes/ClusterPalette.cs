namespace AkkaJobs.Http;

/// <summary>What an operator asks of nodes, and does to them.</summary>
internal static class ClusterPalette
{
    private static readonly PaletteArgument Address =
        new("address", PaletteValue.Text, "The node, as cluster show has it: HOST:PORT.")
        {
            Required = true,
            ByPosition = true,
            Least = 1,
            Most = 300,
        };

    public static PaletteBuilder Make() => new PaletteBuilder("cluster", "Nodes: who there is, leave and down.")
        .Add(
            new PaletteCommand("show", "Nodes by address, as the node that is asked sees them.")
            {
                Columns =
                [
                    new("address", "address"), new("status", "status"), new("roles", "roles"),
                    new("version", "version"), new("format", "format"),
                    new("reachable", "reachable"), new("coordinator", "coordinator"), new("asked", "asked"),
                ],
                Watchable = true,
            },
            ShowAsync)
        .Add(
            new PaletteCommand("leave", "Has a node hand over, leave and end; its bot drains first.")
            {
                Arguments = [Address],
                Answer = PaletteAnswer.One,
                Role = "admin",
                Destroys = true,
            },
            call => AnswerAsync(call, call.Call.Cluster.LeaveAsync))
        .Add(
            new PaletteCommand("down", "Declares a node dead that cannot be reached.")
            {
                Arguments = [Address],
                Answer = PaletteAnswer.One,
                Role = "admin",
                Destroys = true,
            },
            call => AnswerAsync(call, call.Call.Cluster.DownAsync));

    private static async Task ShowAsync(PaletteCall call)
    {
        foreach (var node in await call.Call.Cluster.NodesAsync(call.Cancel))
        {
            await call.RowAsync(node, HttpJson.Answers.NodeView);
        }
    }

    private static async Task AnswerAsync(PaletteCall call, Func<string, CancellationToken, Task<NodeView>> act) =>
        await call.RowAsync(await act(call.Text(Address.Name)!, call.Cancel), HttpJson.Answers.NodeView);
}
