using Akka.Actor;
using AkkaJobs.Coordination;

namespace AkkaJobs.Coordinator;

/// <summary>What the tables say of ids that memory does not hold.</summary>
internal interface IFinishedJobs
{
    /// <summary>Each id's finished job, or none, with the tables' offset at the time of the read.</summary>
    Task<TableAnswers> FindAsync(IReadOnlyList<JobId> ids, CancellationToken cancel);
}

/// <summary>One read of the tables.</summary>
/// <param name="AsOf">Their offset, read in the same transaction.</param>
/// <param name="Found">The jobs they hold.</param>
internal sealed record TableAnswers(long AsOf, IReadOnlyDictionary<JobId, JobRecord> Found)
{
    public TableAnswer For(JobId id) => new(AsOf, Found.GetValueOrDefault(id));
}

/// <summary>One command of an envelope that waits for the tables.</summary>
internal sealed record Question(Envelope Envelope, int Index, JobCommand Command)
{
    /// <summary>How often an answer came too late to count before the command is given up.</summary>
    public const int MaxTries = 5;

    public int Tries { get; init; }
}

/// <summary>The tables' answer to a batch of questions, or that there was none.</summary>
internal sealed record QuestionsAnswered(IReadOnlyList<Question> Questions, TableAnswers? Answers)
    : INoSerializationVerificationNeeded;

/// <summary>Commands that wait for the tables; asked in batches, one at a time, off the actor.</summary>
internal sealed class TableQuestions(IFinishedJobs tables)
{
    /// <summary>The most ids in one read.</summary>
    private const int MaxBatch = 5_000;

    /// <summary>An answer that takes longer would not count any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<Question> _waiting = [];
    private bool _asking;

    public void Add(Question question) => _waiting.Add(question);

    /// <summary>Asks the next batch, if there is one and none is under way.</summary>
    public Task<QuestionsAnswered>? AskNext()
    {
        if (_asking || _waiting.Count == 0)
        {
            return null;
        }

        _asking = true;
        var batch = _waiting.Take(MaxBatch).ToArray();
        _waiting.RemoveRange(0, batch.Length);
        return AskAsync(batch);
    }

    public void Answered() => _asking = false;

    private async Task<QuestionsAnswered> AskAsync(Question[] batch)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var ids = batch.Select(q => q.Command.Job).Distinct().ToArray();
            var answers = await Task.Run(() => tables.FindAsync(ids, patience.Token), patience.Token)
                .WaitAsync(patience.Token).ConfigureAwait(false);
            return new QuestionsAnswered(batch, answers);
        }
        catch (Exception)
        {
            // Whatever kept the tables from answering, the commands are refused as unavailable and can be repeated.
            return new QuestionsAnswered(batch, null);
        }
    }
}
