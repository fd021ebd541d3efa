using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Streams.Events;

namespace Streams.Prometheus;

/// <summary>The labels of each of some rows as they are written, in UTF-8, one behind the other: <c>worker_id="1",dp_rank="0"</c>.</summary>
internal sealed class LabelText
{
    private readonly byte[] _text;
    private readonly int[] _ends;

    private LabelText(ImmutableArray<WorkerKey> keys, byte[] text, int[] ends)
    {
        Keys = keys;
        _text = text;
        _ends = ends;
    }

    internal static LabelText None { get; } = new([], [], []);

    /// <summary>The label values of the rows.</summary>
    internal ImmutableArray<WorkerKey> Keys { get; }

    /// <summary>The text of a row.</summary>
    internal ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : _ends[row - 1];
            return _text.AsSpan(start, _ends[row] - start);
        }
    }

    /// <summary>The text of rows of which some were there before: theirs is copied.</summary>
    internal static LabelText Of(ImmutableArray<WorkerKey> keys, string[] names, LabelText before)
    {
        var text = new ArrayBufferWriter<byte>(Math.Max(1024, before._text.Length));
        var ends = new int[keys.Length];
        var known = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            while (known < before.Keys.Length && before.Keys[known].CompareTo(keys[i]) < 0) known++;
            if (known < before.Keys.Length && before.Keys[known].Equals(keys[i])) text.Write(before[known++]);
            else Write(text, names, keys[i].Values);
            ends[i] = text.WrittenCount;
        }

        return new LabelText(keys, text.WrittenSpan.ToArray(), ends);
    }

    /// <summary>The same text for other keys that say the same.</summary>
    internal LabelText For(ImmutableArray<WorkerKey> keys) => new(keys, _text, _ends);

    /// <summary>Labels as they are written.</summary>
    internal static string Write(IEnumerable<string> names, IEnumerable<string> values) =>
        string.Join(',', names.Zip(values, (name, value) => $"{name}=\"{Escape(value)}\""));

    private static void Write(ArrayBufferWriter<byte> to, string[] names, IReadOnlyList<string> values)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0) to.Write(","u8);
            Encoding.UTF8.GetBytes(names[i], to);
            to.Write("=\""u8);
            Encoding.UTF8.GetBytes(Escape(values[i]), to);
            to.Write("\""u8);
        }
    }

    private static string Escape(string value) =>
        value.AsSpan().ContainsAny('\\', '\n', '"') ? value.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\"", "\\\"") : value;
}
