using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>
/// The checked parameters of a query; a parameter that the route does not know is refused, not passed over.
/// </summary>
internal readonly struct Query(IQueryCollection parameters)
{
    /// <exception cref="JobRefusedException">An unknown, repeated or wrong parameter.</exception>
    public static Query Read(HttpRequest request, IReadOnlyList<Field> fields)
    {
        foreach (var (name, values) in request.Query)
        {
            var field = fields.FirstOrDefault(f => f.Name == name);
            if (field is null)
            {
                var names = fields.Count == 0 ? "none" : string.Join(", ", fields.Select(f => f.Name));
                throw Refuse(name, $"There is no parameter {name}; there are {names}.");
            }

            if (values is not [{ } value])
            {
                throw Refuse(name, $"{name} must be given once.");
            }

            if (field.Check(value) is { } rejection)
            {
                throw new JobRefusedException(rejection);
            }
        }

        return new Query(request.Query);
    }

    public string? Text(Field field) => parameters[field.Name] is [{ } value] ? value : null;

    public long? Number(Field field) =>
        Text(field) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public JobStatus? Status(Field field) =>
        JobStatusExtensions.TryParseStatus(Text(field), out var status) ? status : null;

    public DateTimeOffset? Time(Field field) =>
        Text(field) is { } text && Field.TryParseTime(text, out var time) ? time : null;

    public JobId? Id(Field field) => JobId.TryParse(Text(field), out var id) ? id : null;

    private static JobRefusedException Refuse(string name, string detail) => new(Rejection.Invalid(name, detail));
}
