using AkkaJobs.Http;

namespace AkkaJobs.Tests.Http;

public sealed class Tokens : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("akkajobs-tokens-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void An_admin_token_is_made_once_for_its_owner_only()
    {
        var data = Path.Combine(_folder.FullName, "data");
        var (secret, path, created) = AdminTokenFile.ReadOrCreate(data);

        Assert.True(created);
        Assert.Equal(43, secret.Length);
        Assert.Equal(secret, File.ReadAllText(path).Trim());
        Assert.Equal(["admin-token"], Directory.GetFiles(data).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        }

        Assert.Equal((secret, path, false), AdminTokenFile.ReadOrCreate(data));
    }

    [Fact]
    public void Two_starts_at_once_agree_on_one_admin_token()
    {
        var data = Path.Combine(_folder.FullName, "data");
        var made = new (string Secret, string, bool Created)[8];
        Parallel.For(0, made.Length, i => made[i] = AdminTokenFile.ReadOrCreate(data));

        Assert.Single(made.Select(one => one.Secret).Distinct());
        Assert.Single(made, one => one.Created);
    }

    [Fact]
    public void An_admin_token_file_without_a_token_is_an_error_that_names_it()
    {
        var path = Path.Combine(_folder.FullName, AdminTokenFile.FileName);
        File.WriteAllText(path, "\n");

        var error = Assert.Throws<InvalidDataException>(() => AdminTokenFile.ReadOrCreate(_folder.FullName));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_given_by_the_word_of_its_role_and_never_shows_its_secret()
    {
        var options = new HttpOptions().AddToken("admin", "alice", "one").AddToken("BOT", "bob", "two");

        Assert.Equal(
            [new BearerToken(HttpRole.Admin, "alice", "one"), new BearerToken(HttpRole.Bot, "bob", "two")],
            options.Tokens);
        Assert.Equal("admin.alice", options.Tokens[0].ToString());
    }

    [Fact]
    public void A_role_that_there_is_not_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new HttpOptions().AddToken("root", "alice", "one"));
        Assert.Contains("akkajobs.http.tokens.root", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "b")]
    [InlineData(" ", "b")]
    [InlineData("same", "same")]
    public void A_secret_is_neither_empty_nor_shared(string one, string other) =>
        Assert.Throws<ArgumentException>(() => new TokenTable(
            [new BearerToken(HttpRole.Admin, "a", one), new BearerToken(HttpRole.Client, "b", other)]));
}
