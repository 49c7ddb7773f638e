using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;

namespace AkkaJobs.Cmd.Line;

/// <summary>A command's argument as the line has it, and as the node wants it.</summary>
internal sealed class ArgumentSymbol
{
    private readonly PaletteArgument _argument;
    private readonly Func<ParseResult, string?> _text;
    private readonly Func<ParseResult, bool> _flag;
    private readonly Func<ParseResult, string[]> _texts;

    /// <summary>Adds it to a command of the line.</summary>
    public ArgumentSymbol(PaletteArgument argument, Command command)
    {
        _argument = argument;
        _text = _ => null;
        _flag = _ => false;
        _texts = _ => [];
        var name = argument.ByPosition ? argument.Name : $"--{argument.Name.Replace('_', '-')}";
        if (argument.Value == PaletteValue.Flag)
        {
            var flag = new Option<bool>(name) { Description = argument.Help };
            command.Options.Add(flag);
            _flag = line => line.GetValue(flag);
        }
        else if (argument.Value == PaletteValue.Texts)
        {
            var texts = new Option<string[]>(name)
            {
                Description = argument.Help,
                AllowMultipleArgumentsPerToken = true,
                Required = argument.Required,
            };
            command.Options.Add(texts);
            _texts = line => line.GetValue(texts) ?? [];
        }
        else if (argument.ByPosition)
        {
            var position = Checked(new Argument<string?>(name) { Description = argument.Help });
            position.Arity = argument.Required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne;
            command.Arguments.Add(position);
            _text = line => line.GetValue(position);
        }
        else
        {
            var option = Checked(new Option<string?>(name)
            {
                Description = argument.Help,
                Required = argument.Required,
                HelpName = Word(argument.Value),
            });
            command.Options.Add(option);
            _text = line => line.GetValue(option);
        }
    }

    /// <summary>The file to be sent, if this is one and it was given.</summary>
    public string? File(ParseResult line) => _argument.Value == PaletteValue.File ? _text(line) : null;

    /// <summary>Whether this flag was given.</summary>
    public bool IsSet(ParseResult line, string name) => _argument.Name == name && _flag(line);

    /// <summary>Whether it was given, and the command then acts on many things.</summary>
    public bool ActsOnMany(ParseResult line) =>
        _argument.ActsOnMany && (_flag(line) || _text(line) is not null || _texts(line).Length > 0);

    /// <summary>Writes the property, if it was given.</summary>
    public void Write(ParseResult line, Utf8JsonWriter writer)
    {
        if (_argument.Value == PaletteValue.File)
        {
            return;
        }

        if (_argument.Value == PaletteValue.Flag && _flag(line))
        {
            writer.WriteBoolean(_argument.Name, true);
        }

        if (_texts(line) is { Length: > 0 } texts)
        {
            writer.WriteStartArray(_argument.Name);
            foreach (var text in texts)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }

        if (_text(line) is { } given)
        {
            writer.WritePropertyName(_argument.Name);
            WriteText(writer, given);
        }
    }

    private void WriteText(Utf8JsonWriter writer, string text)
    {
        if (_argument.Value == PaletteValue.Number)
        {
            writer.WriteNumberValue(long.Parse(text, CultureInfo.InvariantCulture));
        }
        else if (_argument.Value == PaletteValue.Json)
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private Argument<string?> Checked(Argument<string?> position)
    {
        position.Validators.Add(Check);
        if (_argument.Words.Count > 0)
        {
            position.AcceptOnlyFromAmong([.. _argument.Words]);
        }

        return position;
    }

    private Option<string?> Checked(Option<string?> option)
    {
        option.Validators.Add(Check);
        if (_argument.Words.Count > 0)
        {
            option.AcceptOnlyFromAmong([.. _argument.Words]);
        }

        return option;
    }

    private void Check(SymbolResult result)
    {
        if (result.Tokens is not [{ Value: var text }])
        {
            return;
        }

        if (_argument.Value == PaletteValue.Number
            && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            result.AddError($"{_argument.Name} must be a whole number, but is {text}.");
        }

        if (_argument.Value == PaletteValue.Json && !IsJson(text))
        {
            result.AddError(
                $"{_argument.Name} must be JSON, as in '{{\"a\": 1}}' in the shell's quotes, but is {text}.");
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Word(PaletteValue value) => value switch
    {
        PaletteValue.Number => "NUMBER",
        PaletteValue.Time => "TIME",
        PaletteValue.Id => "ID",
        PaletteValue.Json => "JSON",
        PaletteValue.File => "FILE",
        _ => "TEXT",
    };
}
