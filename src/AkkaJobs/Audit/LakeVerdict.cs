using AkkaJobs.Followers;

namespace AkkaJobs.Audit;

/// <summary>What an audit finds of a file of the lake.</summary>
/// <param name="File">The file.</param>
/// <param name="State">How it is.</param>
internal sealed record LakeVerdict(DatalakeFile File, LakeState State);

/// <summary>How a file of the lake is.</summary>
internal enum LakeState
{
    /// <summary>It holds what its name says, or lies behind what was compared.</summary>
    Good = 1,

    /// <summary>Its name is right, but its lines are not.</summary>
    WrongLines,

    /// <summary>No export of this journal gives a file of this name in this folder.</summary>
    Unexplained,
}

/// <summary>Up to where a lake is compared.</summary>
/// <param name="Exported">The exporter's offset: each finish up to here has its line.</param>
/// <param name="Upto">The tables' offset: files up to here are compared.</param>
/// <param name="End">The journal's end: no file goes beyond it.</param>
internal readonly record struct LakeBounds(long Exported, long Upto, long End);
