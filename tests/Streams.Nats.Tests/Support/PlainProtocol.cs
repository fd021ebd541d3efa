using System.Text;

namespace Streams.Nats.Tests.Support;

/// <summary>What becomes of a server's bytes, the slow and obvious way: the first message of an odd id goes to NATS.Net, the further ones to the id's target, all else to NATS.Net.</summary>
internal static class PlainProtocol
{
    internal static List<string> Run(byte[] bytes, bool takesMessages)
    {
        var log = new List<string>();
        var known = new HashSet<int>();
        while (bytes.Length > 0)
        {
            var frame = First(bytes)!;
            bytes = bytes[frame.Length..];
            var isKnown = takesMessages && frame.Id % 2 == 1 && !known.Add(frame.Id);
            log.Add(isKnown ? Message(frame.Id, frame.Subject, frame.Headers, frame.Payload) : Encoding.Latin1.GetString(frame.Bytes));
        }

        return log;
    }

    internal static string Message(int id, string subject, byte[]? headers, byte[] payload) =>
        $"{id} {subject} {(headers is null ? "null" : Encoding.Latin1.GetString(headers))} {Encoding.Latin1.GetString(payload)}";

    /// <summary>The first whole frame, or null; lines have the id 0.</summary>
    internal static PlainFrame? First(byte[] bytes)
    {
        var end = Array.IndexOf(bytes, (byte)'\n') + 1;
        if (end == 0) return null;
        var words = Encoding.UTF8.GetString(bytes, 0, end).Trim().Split(' ');
        if (words[0] is not ("MSG" or "HMSG")) return new PlainFrame(bytes[..end], 0, "", null, []);
        var length = end + int.Parse(words[^1]) + 2;
        if (bytes.Length < length) return null;
        var body = words[0] == "HMSG" ? end + int.Parse(words[^2]) : end;
        return new PlainFrame(bytes[..length], int.Parse(words[2]), words[1], body == end ? null : bytes[end..body], bytes[body..(length - 2)]);
    }

    internal sealed record PlainFrame(byte[] Bytes, int Id, string Subject, byte[]? Headers, byte[] Payload)
    {
        internal int Length => Bytes.Length;
    }
}
