using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider;

namespace AkkaJobs.Storage;

/// <summary>A view of a database at one moment. Holds up no writer.</summary>
internal sealed class ReadTransaction : IDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;

    /// <param name="provider">linq2db's, of the connection.</param>
    /// <param name="connection">Open; goes with this.</param>
    /// <param name="transaction">On it, and it sees one moment.</param>
    public ReadTransaction(IDataProvider provider, DbConnection connection, DbTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
        Data = new DataConnection(new DataOptions().UseTransaction(provider, transaction));
    }

    public DataConnection Data { get; }

    public void Dispose()
    {
        Data.Dispose();
        _transaction.Dispose();
        _connection.Dispose();
    }
}
