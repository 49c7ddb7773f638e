using System.Collections;

namespace AkkaJobs.Configuration;

/// <summary>Puts files, environment and arguments together.</summary>
internal static class SettingSources
{
    /// <summary>The settings in force: arguments over environment over files over defaults.</summary>
    /// <param name="files">HOCON files, the later over the earlier; after the one that the environment names.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="arguments">What the command line says.</param>
    /// <exception cref="InvalidOptionsException">Names everything that is wrong in any of them.</exception>
    public static LoadedSettings Load(
        IReadOnlyList<string> files, IDictionary environment, IReadOnlyList<SettingEntry> arguments)
    {
        var errors = new List<string>();
        var hocon = new List<HoconSettings>();
        if (environment[EnvironmentSettings.ConfigFile] is string { Length: > 0 } named)
            files = [named, .. files];
        foreach (var file in files)
        {
            try
            {
                hocon.Add(HoconSettings.ReadFile(file));
                errors.AddRange(AkkaTuning.Errors(hocon[^1].Akka, file));
            }
            catch (InvalidOptionsException fault)
            {
                errors.AddRange(fault.Errors);
            }
        }

        var tuning = AkkaTuning.Of(EnvironmentSettings.ReadAkka(environment));
        errors.AddRange(AkkaTuning.Errors(tuning, "environment"));
        var loaded = LoadedSettings.Load(
            errors, [.. hocon.Select(file => file.Entries), EnvironmentSettings.Read(environment), arguments]);
        loaded.Options.Akka = hocon.Select(file => file.Akka).Append(tuning)
            .Aggregate(loaded.Options.Akka, (weaker, stronger) => stronger.WithFallback(weaker));
        return loaded;
    }
}
