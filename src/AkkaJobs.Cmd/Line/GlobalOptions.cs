using System.CommandLine;

namespace AkkaJobs.Cmd.Line;

/// <summary>What may stand on every line.</summary>
internal sealed class GlobalOptions
{
    public const string Table = "table";
    public const string Json = "json";

    public Option<string?> Token { get; } = new("--token")
    {
        Description = "What lets you in; else PBM_TOKEN, else data/admin-token on loopback.",
        Recursive = true,
        HelpName = "TOKEN",
    };

    public Option<string> Output { get; } = new Option<string>("--output", "-o")
    {
        Description = "How the answer is printed: for people, or as JSON.",
        Recursive = true,
        DefaultValueFactory = _ => Table,
    }.AcceptOnlyFromAmong(Table, Json);

    /// <summary>On commands that destroy.</summary>
    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask first." };

    /// <summary>On commands that may be repeated.</summary>
    public static Option<double?> Watch()
    {
        var option = new Option<double?>("--watch", "-w")
        {
            Description = "Repeat every SECONDS (default 2), redrawn in place; Ctrl-C ends.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "SECONDS",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double?>() is not (>= 0.1 and <= 3600))
            {
                result.AddError("--watch must be from 0.1 to 3600 seconds.");
            }
        });
        return option;
    }

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Token);
        root.Options.Add(Output);
    }
}
