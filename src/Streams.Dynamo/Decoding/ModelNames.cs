using System.Text;

namespace Streams.Dynamo.Decoding;

/// <summary>The names of models that a decoder has seen, found without making text of them.</summary>
internal sealed class ModelNames
{
    // A fleet serves few models; beyond, each name is made anew.
    private const int Capacity = 64;

    private readonly List<(byte[] Text, string Name)> _known = [];

    internal string Of(ReadOnlySpan<byte> text)
    {
        foreach (var (known, name) in _known)
        {
            if (text.SequenceEqual(known)) return name;
        }

        var added = Encoding.UTF8.GetString(text);
        if (_known.Count < Capacity) _known.Add((text.ToArray(), added));
        return added;
    }
}
