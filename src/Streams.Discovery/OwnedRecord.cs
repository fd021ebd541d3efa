using System.Text.Json;

namespace Streams.Discovery;

/// <summary>A record with its owner as members of it.</summary>
internal static class OwnedRecord
{
    private static readonly byte[] WorkerBegin = [.. "\""u8, .. JsonEncodedText.Encode(DiscoveryChange.WorkerMember).EncodedUtf8Bytes, .. "\":\""u8];
    private static readonly byte[] PodBegin = [.. "\""u8, .. JsonEncodedText.Encode(DiscoveryChange.PodMember).EncodedUtf8Bytes, .. "\":\""u8];

    /// <summary>The record's bytes as they are, and the owner before its last brace: of members of one name the last counts.</summary>
    internal static byte[] Write(ReadOnlySpan<byte> record, string? worker, string? pod)
    {
        var end = record.LastIndexOf((byte)'}');
        if (end < 0) throw new ArgumentException("not a JSON object", nameof(record));
        var members = record[..end].TrimEnd(" \t\r\n"u8);
        var isEmpty = members.EndsWith("{"u8) && members.TrimStart(" \t\r\n"u8).Length == 1;
        return
        [
            .. members,
            .. isEmpty ? ""u8 : ","u8,
            .. Member(WorkerBegin, worker),
            .. worker is null || pod is null ? ""u8 : ","u8,
            .. Member(PodBegin, pod),
            .. "}"u8,
        ];
    }

    private static byte[] Member(byte[] begin, string? text) => text is null ? [] : [.. begin, .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, .. "\""u8];
}
