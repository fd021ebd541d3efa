using System.Text.Json;
using Streams.Json;

namespace Streams.Replaying;

/// <summary>A source as records name it.</summary>
internal sealed class RecordedSource
{
    private const int KeptSubjects = 1 << 16;

    private readonly Dictionary<string, string> _subjects = [];
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    internal RecordedSource(string name, int index)
    {
        Name = name;
        Index = index;
        Start = [.. "\",\"source\":\""u8, .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, .. "\",\"subject\":\""u8];
        _bySpan = _subjects.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    internal string Name { get; }

    /// <summary>Its position among the names that a recording has used so far.</summary>
    internal int Index { get; }

    /// <summary>Checks its payloads.</summary>
    internal SimilarJson Json { get; } = new();

    /// <summary>What stands between stamp and subject in a record that this program wrote.</summary>
    internal byte[] Start { get; }

    /// <summary>The last subject, and what stands for it and before the payload in the record.</summary>
    internal string LastSubject { get; private set; } = "";

    internal byte[] LastSubjectText { get; private set; } = [.. "\","u8];

    /// <summary>Makes a subject of plain ASCII the last one.</summary>
    internal void Remember(ReadOnlySpan<byte> subject)
    {
        Span<char> text = stackalloc char[subject.Length];
        for (var i = 0; i < subject.Length; i++) text[i] = (char)subject[i];
        if (!_bySpan.TryGetValue(text, out var known))
        {
            known = text.ToString();
            if (_subjects.Count < KeptSubjects) _subjects.Add(known, known);
        }

        LastSubject = known;
        LastSubjectText = [.. subject, .. "\","u8];
    }
}
