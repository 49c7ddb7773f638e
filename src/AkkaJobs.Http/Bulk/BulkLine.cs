namespace AkkaJobs.Http;

/// <summary>One line or element of an upload, counted from 1, as bytes that hold until the next is asked for.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Utf8">Its bytes.</param>
/// <param name="Rejection">Why it could not be read; then it has no bytes.</param>
internal readonly record struct BulkLine(long Number, ReadOnlyMemory<byte> Utf8, Rejection? Rejection = null);
