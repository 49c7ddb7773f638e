using System.Collections.Immutable;
using System.Reflection;
using AkkaJobs.Coordination;

namespace AkkaJobs.Tests.Protocol;

/// <summary>
/// Values of any record, made from its constructor and its <c>init</c> properties: a field added later is filled too,
/// and a format that forgets it is found out.
/// </summary>
/// <param name="chance">Chooses the values.</param>
/// <param name="absent">How likely something that may be null is null, and a list is empty.</param>
internal sealed class Samples(Random chance, double absent)
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Commands, replies and notices that one node never sends to another.</summary>
    public static IReadOnlySet<Type> AtHome { get; } = new HashSet<Type>
    {
        typeof(Start), typeof(RaiseFormat), typeof(Tick), typeof(Place), typeof(TablesNeeded), typeof(ClaimSettled),
    };

    /// <summary>Properties that are said anew on each side.</summary>
    private static readonly HashSet<(Type, string)> Untold = new HashSet<(Type, string)>
    {
        (typeof(JobCommand), nameof(JobCommand.Tables)), (typeof(JobView), nameof(JobView.Lag)),
        (typeof(JobView), nameof(JobView.Release)), (typeof(ExplainView), nameof(ExplainView.Lag)),
    };

    /// <summary>Everything that may be there is there.</summary>
    public static Samples Full => new(new Random(7), 0);

    /// <summary>Nothing is there that may be left out.</summary>
    public static Samples Bare => new(new Random(7), 1);

    /// <summary>The types that are made where a base type is asked for.</summary>
    public static IReadOnlyList<Type> Concrete(Type type) =>
        [.. type.Assembly.GetTypes()
            .Where(t => t.IsAssignableTo(type) && !t.IsAbstract && !AtHome.Contains(t))
            .OrderBy(t => t.Name, StringComparer.Ordinal)];

    public T Make<T>() => (T)Make(typeof(T));

    public object Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Make(inner);
        }

        if (type.IsEnum)
        {
            var values = type.GetEnumValues();
            return values.GetValue(chance.Next(values.Length))!;
        }

        if (type.IsAbstract && !type.IsInterface)
        {
            var kinds = Concrete(type);
            return Make(kinds[chance.Next(kinds.Count)]);
        }

        return Simple(type) ?? Items(type) ?? Record(type);
    }

    private object? Simple(Type type) => type switch
    {
        _ when type == typeof(string) => $"text-{chance.Next(50)}-ö",
        _ when type == typeof(int) => chance.Next(2) == 0 ? chance.Next(1, 200) : (int)chance.NextInt64(),
        _ when type == typeof(long) => chance.Next(2) == 0 ? chance.Next(1, 200) : chance.NextInt64() * 2,
        _ when type == typeof(bool) => absent == 0 || (absent < 1 && chance.Next(2) == 0),
        _ when type == typeof(double) => chance.NextDouble(),
        _ when type == typeof(JobId) => new JobId(Id()),
        _ when type == typeof(Timestamp) => new Timestamp(chance.NextInt64(1, 4_000_000_000_000)),
        _ when type == typeof(DateTimeOffset) =>
            DateTimeOffset.FromUnixTimeMilliseconds(chance.NextInt64(1, 4_000_000_000_000)),
        _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(chance.NextInt64(1, 1_000_000_000)),
        _ when type == typeof(JsonText) => JsonText.Parse($$"""{"a":{{chance.Next()}},"ö":["x"]}"""),
        _ => null,
    };

    private Guid Id()
    {
        var bytes = new byte[16];
        chance.NextBytes(bytes);
        return new Guid(bytes);
    }

    private object? Items(Type type)
    {
        if (type == typeof(IReadOnlyDictionary<string, long>))
        {
            return Many<string>().Distinct().ToDictionary(name => name, _ => Make<long>());
        }

        if (type == typeof(ImmutableArray<PastToken>))
        {
            return Many<PastToken>().ToImmutableArray();
        }

        if (type == typeof(ImmutableArray<BotSession>))
        {
            return Many<BotSession>().ToImmutableArray();
        }

        var item = type.IsArray ? type.GetElementType()
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                ? type.GetGenericArguments()[0]
                : null;
        return item is null
            ? null
            : typeof(Samples).GetMethod(nameof(Many), BindingFlags.Instance | BindingFlags.NonPublic)!
                .MakeGenericMethod(item).Invoke(this, []);
    }

    private T[] Many<T>() => [.. Enumerable.Range(0, IsAbsent ? 0 : 1 + chance.Next(3)).Select(_ => Make<T>())];

    private object Record(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var parameters = constructor.GetParameters();
        var record = constructor.Invoke(
            [.. parameters.Select(p => MayBeNull(p) && IsAbsent ? null : Make(p.ParameterType))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanWrite
                && !Untold.Contains((property.DeclaringType!, property.Name))
                && property.DeclaringType != typeof(JobEvent) // Its job's id follows from the parameters.
                && !parameters.Any(p => p.Name == property.Name))
            {
                property.SetValue(record, MayBeNull(property) && IsAbsent ? null : Make(property.PropertyType));
            }
        }

        return record;
    }

    private bool IsAbsent => absent >= 1 || chance.NextDouble() < absent;

    private static bool MayBeNull(ParameterInfo parameter)
    {
        lock (Nullability)
        {
            return Nullability.Create(parameter).WriteState == NullabilityState.Nullable;
        }
    }

    private static bool MayBeNull(PropertyInfo property)
    {
        lock (Nullability)
        {
            return Nullability.Create(property).WriteState == NullabilityState.Nullable;
        }
    }
}
