using System.Text;
using System.Text.Json;
using Streams.Json;

namespace Streams.Replaying;

/// <summary>A source as records name it.</summary>
internal sealed class RecordedSource
{
    private const int KeptSubjects = 1 << 16;

    private readonly Dictionary<byte[], string> _subjects = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _byText;
    private byte[] _lastText = [];
    private string _last = "";

    internal RecordedSource(string name, int index)
    {
        Name = name;
        Index = index;
        Start = [.. "\",\"source\":\""u8, .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, .. "\",\"subject\":\""u8];
        _byText = _subjects.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    internal string Name { get; }

    /// <summary>Its position among the names that a recording has used so far.</summary>
    internal int Index { get; }

    /// <summary>Checks its payloads.</summary>
    internal JsonValidator Json { get; } = new();

    /// <summary>What stands between stamp and subject in a record that this program wrote.</summary>
    internal byte[] Start { get; }

    /// <summary>A subject of plain ASCII: one text for all its messages.</summary>
    internal string SubjectOf(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(_lastText)) return _last;
        if (!_byText.TryGetValue(text, out var written, out var subject))
        {
            if (_subjects.Count == KeptSubjects) _subjects.Clear();
            _subjects.Add(written = text.ToArray(), subject = Encoding.ASCII.GetString(text));
        }

        _lastText = written;
        return _last = subject;
    }
}
