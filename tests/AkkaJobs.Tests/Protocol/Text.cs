using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace AkkaJobs.Tests.Protocol;

/// <summary>
/// A value in full as text, so that two can be compared by what they hold: records compare arrays by reference. A
/// difference is then seen at a glance.
/// </summary>
internal static class Text
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or JsonText:
                text.Append(CultureInfo.InvariantCulture, $"\"{value}\"");
                break;
            case DateTimeOffset time:
                text.Append(time.ToString("O", CultureInfo.InvariantCulture));
                break;
            case double number:
                text.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                WriteItems(text, items, depth);
                break;
            case Enum or IFormattable or bool or JobId or Timestamp:
                text.Append(value);
                break;
            default:
                WriteFields(text, value, depth);
                break;
        }
    }

    private static void WriteItems(StringBuilder text, IEnumerable items, int depth)
    {
        var written = items.Cast<object?>();
        if (items is IDictionary)
        {
            written = written.OrderBy(Of, StringComparer.Ordinal);
        }

        text.Append('[');
        foreach (var item in written)
        {
            Line(text, depth + 1);
            Write(text, item, depth + 1);
        }

        text.Append(" ]");
    }

    private static void WriteFields(StringBuilder text, object value, int depth)
    {
        text.Append(value.GetType().Name);
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanWrite || value.GetType().Name.StartsWith("KeyValuePair", StringComparison.Ordinal))
            {
                Line(text, depth + 1);
                text.Append(CultureInfo.InvariantCulture, $"{property.Name} = ");
                Write(text, property.GetValue(value), depth + 1);
            }
        }
    }

    private static void Line(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth * 2);
}
