using System.Text.Unicode;

namespace Streams.Json;

/// <summary>The few shapes that the texts of one source have, learned from those texts: most are then read without a JSON reader.</summary>
/// <remarks>
/// Tries first the shape that came after the last one before, so that shapes by turns cost one try each. A source with more shapes than
/// are kept tries and learns ever more seldom, so that it costs little more than reading. One thread at a time.
/// </remarks>
internal sealed class JsonShapes
{
    private const int MaxShapes = 8;

    private const int LongestPause = 64;

    /// <summary>After so many texts of no known shape, only one of a few is tried.</summary>
    private const int ManyMisses = 64;

    // Odd, so that what comes by turns is tried by turns.
    private const int TriedAfterMany = 17;

    private readonly JsonShape?[] _shapes = new JsonShape?[MaxShapes];
    private readonly int[] _next = new int[MaxShapes];
    private readonly JsonValue[] _values = new JsonValue[JsonShape.MaxValues];
    private int _count;
    private int _last;
    private int _oldest;
    private int _pause;
    private int _lastPause;
    private int _misses;
    private bool _isTried;

    /// <summary>Whether a text has one of the shapes that are known, and what the pointers lead to in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">A value for each pointer.</param>
    /// <param name="isOneLine">Whether it can stand in a record as it is; false where it has none of the shapes.</param>
    internal bool TryMatch(ReadOnlySpan<byte> text, Span<JsonValue> found, out bool isOneLine)
    {
        isOneLine = false;
        _isTried = _misses < ManyMisses || _misses % TriedAfterMany == 0;
        _misses++;
        if (!_isTried) return false;
        var guess = _next[_last];
        var shape = _shapes[guess];
        if (shape is not null && shape.TryMatch(text, _values, found, out var isPlain))
        {
            isOneLine = Take(guess, text, isPlain);
            return true;
        }

        for (var i = 0; i < _count; i++)
        {
            if (i == guess || !_shapes[i]!.TryMatch(text, _values, found, out isPlain)) continue;
            _next[_last] = i;
            isOneLine = Take(i, text, isPlain);
            return true;
        }

        return false;
    }

    /// <summary>Learns the shape of a valid text that had none of those known.</summary>
    internal void Learn(ReadOnlySpan<byte> text, ReadOnlySpan<JsonValue> found)
    {
        if (!_isTried) return;
        if (_pause > 0)
        {
            _pause--;
            return;
        }

        if (JsonShape.Of(text, found) is not { } shape)
        {
            Pause();
            return;
        }

        var place = _count;
        if (_count < MaxShapes)
        {
            _count++;
        }
        else
        {
            place = _oldest;
            _oldest = (_oldest + 1) % MaxShapes;
            Pause();
        }

        _shapes[place] = shape;
        _next[_last] = place;
        _last = place;
    }

    private bool Take(int shape, ReadOnlySpan<byte> text, bool isPlain)
    {
        _last = shape;
        _misses = 0;
        return _shapes[shape]!.IsOneLine && (isPlain || Utf8.IsValid(text));
    }

    private void Pause() => _pause = _lastPause = Math.Clamp(_lastPause * 2, 1, LongestPause);
}
