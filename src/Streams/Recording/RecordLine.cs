using System.Text;

namespace Streams.Recording;

/// <summary>What lines of a recording are made of.</summary>
internal static class RecordLine
{
    /// <summary>The longest line that is read, without its line break: 8 MiB.</summary>
    internal const int MaxBytes = 8 << 20;

    /// <summary>Up to the stamp.</summary>
    internal static ReadOnlySpan<byte> AtStart => "{\"at\":\""u8;

    /// <summary>How a header begins.</summary>
    internal static ReadOnlySpan<byte> HeaderStart => "{\"streams\":"u8;

    /// <summary>The lane was absent from one instant until another (N13).</summary>
    internal static byte[] Stall(DateTimeOffset at, DateTimeOffset until) =>
        Encoding.UTF8.GetBytes($"{{\"at\":\"{RecordStamp.Format(at)}\",\"until\":\"{RecordStamp.Format(until)}\"}}\n");

    /// <summary>The last line of a segment: where its clock stood in the end.</summary>
    internal static byte[] Trailer(DateTimeOffset end) => Encoding.UTF8.GetBytes($"{{\"end\":\"{RecordStamp.Format(end)}\"}}\n");
}
