using System.Buffers;

namespace Streams.Dynamo.Growing;

/// <summary>Cuts what arrives in pieces into lines; the last one waits for its rest.</summary>
internal sealed class LineCutter
{
    /// <summary>What may wait; a line that is longer is handed on as far as this, and the rest of it passed over.</summary>
    internal const int Longest = 8 << 20;

    private readonly ArrayBufferWriter<byte> _begun = new();
    private bool _passesOver;

    /// <summary>Whether it has a part of a line.</summary>
    internal bool HasBegun => _begun.WrittenCount > 0;

    /// <summary>The bytes that come next are the rest of a line whose beginning nobody has read.</summary>
    internal void PassOver() => _passesOver = true;

    /// <summary>Forgets what has begun.</summary>
    internal void Clear()
    {
        _begun.ResetWrittenCount();
        _passesOver = false;
    }

    internal void Take(ReadOnlySpan<byte> bytes, LineHandler take)
    {
        for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            End(bytes[..end], take);
            bytes = bytes[(end + 1)..];
        }

        if (_passesOver) return;
        _begun.Write(bytes);
        if (_begun.WrittenCount <= Longest) return;
        take(_begun.WrittenSpan);
        Clear();
        _passesOver = true;
    }

    private void End(ReadOnlySpan<byte> bytes, LineHandler take)
    {
        if (_passesOver)
        {
            _passesOver = false;
            return;
        }

        if (HasBegun)
        {
            _begun.Write(bytes);
            bytes = _begun.WrittenSpan;
        }

        if (bytes is [.., (byte)'\r']) bytes = bytes[..^1];
        if (!bytes.IsEmpty) take(bytes);
        _begun.ResetWrittenCount();
    }
}
