using System.Text.Json;

namespace AkkaJobs.Node.Operations;

/// <summary>
/// <c>sum</c>, <c>subtract</c>, <c>multiply</c>, <c>divide</c>. Whole numbers stay exact within 64 bits and fail beyond
/// them; anything else is an IEEE double and fails when it is not finite. A number is whole if it is written without
/// fraction and exponent.
/// </summary>
internal static class Arithmetic
{
    private static readonly string[] Fields = ["a", "b"];

    public static JsonText Sum(JsonText args) =>
        Compute(args, "sum", (a, b) => checked(a + b), (a, b) => a + b);

    public static JsonText Subtract(JsonText args) =>
        Compute(args, "difference", (a, b) => checked(a - b), (a, b) => a - b);

    public static JsonText Multiply(JsonText args) =>
        Compute(args, "product", (a, b) => checked(a * b), (a, b) => a * b);

    public static JsonText Divide(JsonText args) => Compute(args, "quotient", DivideWhole, DivideDouble);

    private static JsonText Compute(
        JsonText args, string name, Func<long, long, long?> whole, Func<double, double, double> real)
    {
        var fields = OperationArgs.Read(args, Fields);
        var a = Read("a", fields["a"]);
        var b = Read("b", fields["b"]);
        if (a.Whole is { } x && b.Whole is { } y)
        {
            try
            {
                if (whole(x, y) is { } exact)
                {
                    return JsonText.From(exact);
                }
            }
            catch (OverflowException)
            {
                throw OperationArgs.Bad(
                    $"overflow: the {name} of {x} and {y} does not fit into 64 bits. Write one of them with a fraction "
                    + $"({x}.0) if a rounded number will do.");
            }
        }

        var result = real(a.Real, b.Real);
        return double.IsFinite(result)
            ? JsonText.From(result)
            : throw OperationArgs.Bad($"overflow: the {name} of {a.Real:R} and {b.Real:R} is not a finite number.");
    }

    /// <summary>The quotient if it is whole, else null.</summary>
    private static long? DivideWhole(long a, long b)
    {
        if (b == 0)
        {
            throw DividedByZero();
        }

        // The one quotient of two whole numbers that is beyond 64 bits; and its remainder overflows too.
        if (b == -1)
        {
            return checked(-a);
        }

        return a % b == 0 ? a / b : null;
    }

    private static double DivideDouble(double a, double b) => b == 0 ? throw DividedByZero() : a / b;

    private static AttemptFailedException DividedByZero() => OperationArgs.Bad("division by zero.");

    private static (long? Whole, double Real) Read(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            throw OperationArgs.Bad(name, "a number", value);
        }

        if (value.TryGetInt64(out var whole))
        {
            return (whole, whole);
        }

        var text = value.GetRawText();
        if (!text.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            throw OperationArgs.Bad($"args field '{name}' is a whole number beyond 64 bits: {Shorten(text)}.");
        }

        var real = value.GetDouble();
        return double.IsFinite(real)
            ? (null, real)
            : throw OperationArgs.Bad($"args field '{name}' is beyond the range of a double: {Shorten(text)}.");
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : $"{text[..64]}…";
}
