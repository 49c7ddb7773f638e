using System.Globalization;
using AkkaJobs.Configuration;

namespace AkkaJobs.Tests.Configuration;

public sealed class DataFolderLockTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_second_node_is_told_who_holds_the_folder()
    {
        using var files = new Files();
        using var first = DataFolderLock.Take(files.Folder, "node-1", Now);
        var fault = Assert.Throws<DataFolderInUseException>(() => DataFolderLock.Take(files.Folder, "node-2", Now));
        Assert.Contains(files.Folder, fault.Message, StringComparison.Ordinal);
        Assert.Contains("node node-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}",
            fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Once_given_back_it_can_be_taken_again()
    {
        using var files = new Files();
        DataFolderLock.Take(files.Folder, "node-1", Now).Dispose();
        DataFolderLock.Take(files.Folder, "node-2", Now).Dispose();
    }

    [Fact]
    public void A_folder_that_is_missing_is_made_for_its_owner_only()
    {
        using var files = new Files();
        var folder = Path.Combine(files.Folder, "data");
        using var held = DataFolderLock.Take(folder, "node-1", Now);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(folder));
    }
}
