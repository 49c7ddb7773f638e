namespace AkkaJobs.Tests.Operations;

/// <summary>The built-in arithmetic: exact where it says so, and never a wrong number.</summary>
public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("sum", "792", "943", "1735")]
    [InlineData("sum", "-1", "1", "0")]
    [InlineData("sum", "9223372036854775806", "1", "9223372036854775807")]
    [InlineData("sum", "0.1", "0.2", "0.30000000000000004")]
    [InlineData("sum", "1", "0.5", "1.5")]
    [InlineData("sum", "2.5", "2.5", "5")]
    [InlineData("sum", "1e3", "1", "1001")]
    [InlineData("sum", "9223372036854775807", "1.0", "9.223372036854776E+18")]
    [InlineData("subtract", "-9223372036854775807", "1", "-9223372036854775808")]
    [InlineData("subtract", "3", "5", "-2")]
    [InlineData("multiply", "3037000499", "3037000499", "9223372030926249001")]
    [InlineData("multiply", "4", "-0.25", "-1")]
    [InlineData("divide", "9007199254740993", "3", "3002399751580331")]
    [InlineData("divide", "9223372036854775807", "1", "9223372036854775807")]
    [InlineData("divide", "7", "2", "3.5")]
    [InlineData("divide", "-7", "2", "-3.5")]
    [InlineData("divide", "7", "-1", "-7")]
    [InlineData("divide", "0", "5", "0")]
    [InlineData("divide", "1", "3", "0.3333333333333333")]
    [InlineData("divide", "7.5", "2.5", "3")]
    public async Task Computes(string operation, string a, string b, string result) =>
        Assert.Equal(result, await Operation.RunAsync(operation, $$"""{"a": {{a}}, "b": {{b}}}"""));

    [Theory]
    [InlineData("sum", "9223372036854775807", "1", "overflow: the sum of 9223372036854775807 and 1 does not ")]
    [InlineData("subtract", "-9223372036854775808", "1", "overflow: the difference of ")]
    [InlineData("multiply", "3037000500", "3037000500", "overflow: the product of ")]
    [InlineData("divide", "-9223372036854775808", "-1", "overflow: the quotient of ")]
    [InlineData("sum", "9223372036854775808", "1", "args field 'a' is a whole number beyond 64 bits: 922337")]
    [InlineData("sum", "1", "1e999", "args field 'b' is beyond the range of a double: 1e999.")]
    [InlineData("sum", "1e308", "1e308", "overflow: the sum of 1E+308 and 1E+308 is not a finite number.")]
    [InlineData("multiply", "1e200", "1e200", "overflow: the product of ")]
    [InlineData("divide", "1e200", "1e-200", "overflow: the quotient of ")]
    [InlineData("divide", "1", "0", "division by zero.")]
    [InlineData("divide", "0", "0", "division by zero.")]
    [InlineData("divide", "1.5", "0", "division by zero.")]
    [InlineData("divide", "1", "0.0", "division by zero.")]
    [InlineData("divide", "1", "-0.0", "division by zero.")]
    [InlineData("sum", "\"x\"", "1", "args field 'a' must be a number, but is a string.")]
    [InlineData("sum", "1", "null", "args field 'b' must be a number, but is null.")]
    [InlineData("sum", "1", "[2]", "args field 'b' must be a number, but is an array.")]
    public Task Fails_for_good(string operation, string a, string b, string error) =>
        Operation.FailsForGoodAsync(operation, $$"""{"a": {{a}}, "b": {{b}}}""", error);

    [Theory]
    [InlineData("{\"a\": 1}", "args lack the field 'b'.")]
    [InlineData("{}", "args lack the field 'a'.")]
    [InlineData("{\"a\": 1, \"b\": 2, \"c\": 3}", "args have an unknown field 'c'; known: 'a', 'b'.")]
    [InlineData("{\"A\": 1, \"b\": 2}", "args have an unknown field 'A'")]
    [InlineData("{\"a\": 1, \"a\": 2, \"b\": 3}", "args have the field 'a' twice.")]
    [InlineData("[1, 2]", "args must be an object with 'a', 'b', but are an array.")]
    [InlineData("null", "args must be an object with 'a', 'b', but are null.")]
    public Task Refuses_args_of_another_shape(string args, string error) =>
        Operation.FailsForGoodAsync("sum", args, error);
}
