using System.Text;

namespace Streams.Dynamo.Decoding;

/// <summary>The names that a map is searched for, in the order in which Dynamo writes them: the guess costs one comparison.</summary>
internal sealed class FieldNames(params string[] names)
{
    private readonly byte[][] _names = Array.ConvertAll(names, Encoding.UTF8.GetBytes);

    /// <summary>The position of a name, or -1.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <param name="guess">The position to try first; afterwards the one that should follow.</param>
    internal int Find(ReadOnlySpan<byte> name, ref int guess)
    {
        if (guess < _names.Length && name.SequenceEqual(_names[guess])) return guess++;
        for (var i = 0; i < _names.Length; i++)
        {
            if (!name.SequenceEqual(_names[i])) continue;
            guess = i + 1;
            return i;
        }

        return -1;
    }
}
