namespace AkkaJobs;

/// <summary>What an operator does to a job.</summary>
public enum JobAct
{
    /// <summary>Ends its lease, so that it can be claimed again.</summary>
    Release = 1,

    /// <summary>Stops it.</summary>
    Cancel,

    /// <summary>Makes it pending again.</summary>
    Retry,
}
