using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Streams.Events;
using Streams.Json;

namespace Streams.Decoding;

/// <summary>
/// Makes a <see cref="WorkerKey"/> of the key values of a message (N2): one for all messages that have the same, found without making text
/// of them.
/// </summary>
internal sealed class JsonKeys(int count)
{
    private const int LongestKey = 256;

    // An escape is at most six times as long as what it stands for.
    private const int LongestEscapedKey = 6 * LongestKey;

    // More than a pipeline has workers: only made-up keys reach it, and then starting over costs little.
    private const int Capacity = 200_000;

    // Never a byte of UTF-8, so the separator cannot occur inside a key.
    private const byte End = 0xFF;

    private Dictionary<byte[], WorkerKey> _known = new(Utf8Comparer.Instance);
    private Dictionary<byte[], WorkerKey> _before = new(Utf8Comparer.Instance);
    private readonly byte[] _text = new byte[count * (LongestKey + 1)];
    private readonly byte[] _unescaped = new byte[LongestEscapedKey];
    private int _length;

    /// <summary>Begins another message.</summary>
    internal void Begin() => _length = 0;

    /// <summary>Takes the next key from the payload; returns what is wrong with it.</summary>
    internal EventReason Add(in JsonValue value, ReadOnlySpan<byte> payload)
    {
        switch (value.Type)
        {
            case JsonTokenType.None:
                return EventReason.MissingField;
            case JsonTokenType.Number:
                var number = value.Written(payload);
                return number.ContainsAny((byte)'.', (byte)'e', (byte)'E') ? EventReason.BadKey : Add(number);
            case JsonTokenType.String:
                return value.TryText(payload, _unescaped, out var text) && Utf8.IsValid(text) ? Add(text) : EventReason.BadKey;
            default:
                return EventReason.BadKey;
        }
    }

    /// <summary>Takes the next key from the subject: its token at a position from 1.</summary>
    internal EventReason AddToken(string subject, int position)
    {
        var rest = subject.AsSpan();
        for (; position > 1; position--)
        {
            var dot = rest.IndexOf('.');
            if (dot < 0) return EventReason.MissingField;
            rest = rest[(dot + 1)..];
        }

        var end = rest.IndexOf('.');
        var token = end < 0 ? rest : rest[..end];
        var status = Utf8.FromUtf16(token, _unescaped.AsSpan(0, LongestKey), out _, out var length, replaceInvalidSequences: false);
        return status == OperationStatus.Done ? Add(_unescaped.AsSpan(0, length)) : EventReason.BadKey;
    }

    /// <summary>The key of the message, once all its values are taken.</summary>
    internal WorkerKey Take()
    {
        if (count == 0) return WorkerKey.None;
        var text = _text.AsSpan(0, _length);
        var known = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(text, out var key)) return key;
        if (_known.Count >= Capacity) _known.Clear();
        return known[text] = _before.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out key) ? key : Create(text);
    }

    /// <summary>Lets go the keys that no message has had since the last call.</summary>
    internal void Forget() => (_before, _known) = (_known, new(Utf8Comparer.Instance));

    private static WorkerKey Create(ReadOnlySpan<byte> text)
    {
        var values = new List<string>();
        while (!text.IsEmpty)
        {
            var end = text.IndexOf(End);
            values.Add(Encoding.UTF8.GetString(text[..end]));
            text = text[(end + 1)..];
        }

        return new WorkerKey([.. values]);
    }

    private EventReason Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > LongestKey) return EventReason.BadKey;
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
        _text[_length++] = End;
        return EventReason.None;
    }
}
