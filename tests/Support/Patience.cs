namespace Streams.Testing.Support;

/// <summary>How long a test waits for what must happen.</summary>
/// <remarks>No claim of how fast that is: the machine may be slow and do other work. It only ends a test that would hang.</remarks>
internal static class Patience
{
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
}
