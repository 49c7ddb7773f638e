using Akka.Event;
using AkkaJobs.Coordination;

namespace AkkaJobs.Coordinator;

/// <content>The format of the journal, which goes up with what all nodes read.</content>
internal sealed partial class CoordinatorActor
{
    private int _allRead;

    private void LookAtFormat()
    {
        var allRead = _parts.Format();
        if (allRead == _allRead)
        {
            return;
        }

        _allRead = allRead;
        CoordinatorDecider.Decide(_buffer.Open, new RaiseFormat(allRead), Now);
        if (allRead < _state.Format)
        {
            _log.Warning(
                "A node reads no format after {0}, but the journal is in {1}: it cannot become the coordinator's. "
                + "Start it in a later version.",
                allRead, _state.Format);
        }
    }
}
