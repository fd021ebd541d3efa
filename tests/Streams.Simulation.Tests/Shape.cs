using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Streams.Simulation.Tests;

/// <summary>What two messages of one kind have in common: keys in their order, and what kind of value each has.</summary>
internal static class Shape
{
    internal static string Of(ReadOnlySpan<byte> payload) => payload[0] == '{' ? OfJson(Encoding.UTF8.GetString(payload)) : OfPack(payload);

    internal static string OfJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        return OfJson(document.RootElement);
    }

    internal static string OfJson(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Select(p => $"{p.Name}:{OfJson(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(OfJson)) + "]",
        JsonValueKind.Number => value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "fraction",
        JsonValueKind.String => "text",
        _ => value.ValueKind.ToString(),
    };

    private static string OfPack(ReadOnlySpan<byte> payload)
    {
        var shape = OfPack(ref payload, isPayload: false);
        Assert.True(payload.IsEmpty, "bytes are left behind the value");
        return shape;
    }

    /// <summary>Reads one value by hand, and checks that integers and lengths are as short as they go.</summary>
    private static string OfPack(ref ReadOnlySpan<byte> rest, bool isPayload)
    {
        var head = rest[0];
        rest = rest[1..];
        switch (head)
        {
            case <= 0x7f: return "integer";
            case <= 0x8f:
                var pairs = new List<string>();
                for (var i = 0; i < (head & 0x0f); i++)
                {
                    var key = Text(ref rest);
                    pairs.Add($"{key}:{OfPack(ref rest, key == "payload")}");
                }

                return "{" + string.Join(',', pairs) + "}";
            case >= 0xa0 and <= 0xbf:
                rest = rest[(head & 0x1f)..];
                return "text";
            case 0xc0: return "nil";
            case 0xc4: return Bin(ref rest, Number(ref rest, 1, 0), isPayload);
            case 0xc5: return Bin(ref rest, Number(ref rest, 2, 0xff), isPayload);
            case 0xcb:
                rest = rest[8..];
                return "double";
            case 0xcc: Number(ref rest, 1, 0x7f); return "integer";
            case 0xcd: Number(ref rest, 2, 0xff); return "integer";
            case 0xce: Number(ref rest, 4, 0xffff); return "integer";
            case 0xcf: Number(ref rest, 8, 0xffff_ffff); return "integer";
            default: throw new InvalidOperationException($"0x{head:x2} is nothing that Dynamo's messages here have");
        }
    }

    private static string Bin(ref ReadOnlySpan<byte> rest, ulong length, bool isPayload)
    {
        var inner = rest[..(int)length];
        rest = rest[(int)length..];
        return isPayload ? "bin" + OfPack(inner) : "bin";
    }

    private static string Text(ref ReadOnlySpan<byte> rest)
    {
        Assert.InRange(rest[0], 0xa0, 0xbf);
        var length = rest[0] & 0x1f;
        var text = Encoding.UTF8.GetString(rest.Slice(1, length));
        rest = rest[(1 + length)..];
        return text;
    }

    private static ulong Number(ref ReadOnlySpan<byte> rest, int width, ulong shorterMax)
    {
        Span<byte> eight = stackalloc byte[8];
        eight.Clear();
        rest[..width].CopyTo(eight[(8 - width)..]);
        rest = rest[width..];
        var number = BinaryPrimitives.ReadUInt64BigEndian(eight);
        if (width > 1 || shorterMax > 0) Assert.True(number > shorterMax, $"{number} stands in {width} bytes");
        return number;
    }
}
