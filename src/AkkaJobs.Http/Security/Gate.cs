using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AkkaJobs.Http;

/// <summary>
/// Lets a request in by its token, unless the host said who may come: <c>RequireAuthorization</c> or
/// <c>AllowAnonymous</c> on what <c>MapAkkaJobs</c> returns puts the host's policy in place of tokens.
/// </summary>
/// <remarks>
/// Not an authentication scheme: one more scheme in a host's services would take away the default that a host with a
/// single scheme relies on. Decided anew on each request from the endpoint's metadata: what is not said stays shut.
/// </remarks>
internal sealed class Gate(HttpTokens tokens)
{
    /// <summary>Who calls; otherwise the problem to answer.</summary>
    public (Caller? Caller, Problem? Problem) Judge(HttpContext context, Route route)
    {
        if (route.Roles.Count == 0)
        {
            return (new Caller(HttpRole.Client, null), null);
        }

        if (IsHosts(context.GetEndpoint()?.Metadata))
        {
            return (new Caller(HttpRole.Admin, context.User.Identity?.Name), null);
        }

        var (caller, problem) = tokens.Judge(context.Request);
        if (caller is null)
        {
            return (null, problem);
        }

        return route.Roles.Any(caller.May)
            ? (caller, null)
            : (null, Problems.Forbidden(
                $"Token {caller.Name} has the role {caller.Role.Word()}; this route is for "
                + $"{string.Join(" and ", route.Roles.Select(role => role.Word()))}."));
    }

    /// <summary>Keeps a host's fall-back policy from asking for its own users where our tokens decide.</summary>
    public static void Mark(EndpointBuilder endpoint)
    {
        if (!endpoint.Metadata.Any(IsHosts))
        {
            endpoint.Metadata.Add(new TokensDecide());
        }
    }

    private static bool IsHosts(EndpointMetadataCollection? metadata) => metadata is not null && metadata.Any(IsHosts);

    private static bool IsHosts(object metadata) =>
        metadata is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData
        || (metadata is IAllowAnonymous and not TokensDecide);

    private sealed class TokensDecide : IAllowAnonymous;
}
