using System.Text;

namespace Streams.Simulation.Tests;

/// <summary>Reads one integer of a MessagePack message by hand.</summary>
internal static class PackNumber
{
    /// <summary>The integer behind the first key of that name.</summary>
    internal static long Behind(byte[] message, string key)
    {
        var at = message.AsSpan().IndexOf([(byte)(0xa0 | key.Length), .. Encoding.ASCII.GetBytes(key)]);
        Assert.True(at >= 0, $"there is no {key}");
        at += 1 + key.Length;
        if (message[at] < 0x80) return message[at];
        Assert.InRange(message[at], 0xcc, 0xcf);
        var width = 1 << (message[at] - 0xcc);
        return message.AsSpan(at + 1, width).ToArray().Aggregate(0L, (number, b) => (number << 8) | b);
    }
}
