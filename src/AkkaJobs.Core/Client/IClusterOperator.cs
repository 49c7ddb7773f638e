namespace AkkaJobs;

/// <summary>The nodes, and what an operator may do with them.</summary>
public interface IClusterOperator
{
    /// <summary>Every node by address, as the node that is asked sees them.</summary>
    Task<IReadOnlyList<NodeView>> NodesAsync(CancellationToken cancel = default);

    /// <summary>
    /// Has a node hand over, leave and end: its bot drains first. What a service manager starts again comes back.
    /// </summary>
    /// <param name="address">As <see cref="NodeView.Address"/> has it.</param>
    /// <param name="cancel">Stops waiting for the answer.</param>
    /// <returns>The node as it stands now.</returns>
    /// <exception cref="JobRefusedException">
    /// <see cref="RejectionCode.UnknownNode"/>: it is no member.
    /// </exception>
    Task<NodeView> LeaveAsync(string address, CancellationToken cancel = default);

    /// <summary>
    /// Declares a node dead that cannot be reached, instead of waiting until the cluster does. If it lives it ends.
    /// </summary>
    /// <param name="address">As <see cref="NodeView.Address"/> has it.</param>
    /// <param name="cancel">Stops waiting for the answer.</param>
    /// <returns>The node as it stands now.</returns>
    /// <exception cref="JobRefusedException">
    /// <see cref="RejectionCode.UnknownNode"/>: it is no member; <see cref="RejectionCode.NodeReachable"/>: it can be
    /// reached, and should be told to leave.
    /// </exception>
    Task<NodeView> DownAsync(string address, CancellationToken cancel = default);
}
