namespace AkkaJobs.Audit;

/// <summary>A stream of finishes that can be looked at before one is taken.</summary>
internal sealed class Cursor<T> : IDisposable
    where T : class
{
    private readonly IEnumerator<T> _rows;

    public Cursor(IEnumerable<T> rows)
    {
        _rows = rows.GetEnumerator();
        Move();
    }

    /// <summary>The next one; null at the end.</summary>
    public T? Next { get; private set; }

    /// <summary>Takes it.</summary>
    public T Take()
    {
        var taken = Next ?? throw new InvalidOperationException("There is nothing left to take.");
        Move();
        return taken;
    }

    public void Dispose() => _rows.Dispose();

    private void Move() => Next = _rows.MoveNext() ? _rows.Current : null;
}
