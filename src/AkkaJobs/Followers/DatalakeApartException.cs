namespace AkkaJobs.Followers;

/// <summary>
/// The datalake folder holds files that were not exported from these tables: nothing may be added to them.
/// </summary>
internal sealed class DatalakeApartException(string file) : Exception(
    $"The last line of {file} is not what the tables hold under its id, so the datalake belongs to another journal. "
    + "Give akkajobs.datalake another folder, or put back the databases that belong to it.");
