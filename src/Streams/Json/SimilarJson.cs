namespace Streams.Json;

/// <summary>Tells of one text after the other whether it is one line of JSON; those that are like the one before, up to the digits of numbers, cost little.</summary>
/// <remarks>Most messages of a source have one shape. Its answer is that of <see cref="JsonText"/>. One thread at a time.</remarks>
internal sealed class SimilarJson
{
    /// <summary>Longer texts are not kept.</summary>
    private const int MaxKept = 4096;

    private byte[] _last = [];
    private int _length;

    /// <summary>As <see cref="JsonText.IsOneLineValue"/>.</summary>
    internal bool IsOneLineValue(ReadOnlySpan<byte> text)
    {
        if (IsLikeLast(text)) return true;
        if (!JsonText.IsOneLineValue(text)) return false;
        // Digits of \u0041 are not as free as others.
        if (text.Length <= MaxKept && !text.Contains((byte)'\\')) Keep(text);
        return true;
    }

    /// <summary>Whether a text is the last one but for runs of digits, each of which is as JSON wants it.</summary>
    private bool IsLikeLast(ReadOnlySpan<byte> text)
    {
        var last = _last.AsSpan(0, _length);
        int at = 0, lastAt = 0;
        while (true)
        {
            var common = text[at..].CommonPrefixLength(last[lastAt..]);
            at += common;
            lastAt += common;
            if (at == text.Length && lastAt == last.Length) return at > 0;
            var (differs, lastDiffers) = (at, lastAt);
            while (at < text.Length && IsDigit(text[at])) at++;
            while (lastAt < last.Length && IsDigit(last[lastAt])) lastAt++;
            if (at == differs && lastAt == lastDiffers) return false;
            // The run of digits begins here, or before, where both texts are the same.
            var isInside = differs > 0 && IsDigit(text[differs - 1]);
            if (!isInside && (at == differs || lastAt == lastDiffers)) return false;
            // A number has no 0 before its other digits. The last text was checked, so only a run that begins here can have one,
            // or a lone 0 in the last text that has more digits in this one.
            var start = isInside ? differs - 1 : differs;
            if (text[start] == '0' && at - start > 1 && (start == 0 || !(IsDigit(text[start - 1]) || text[start - 1] == '.'))) return false;
        }
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        if (text.Length > _last.Length) _last = new byte[text.Length];
        text.CopyTo(_last);
        _length = text.Length;
    }

    private static bool IsDigit(byte c) => (uint)(c - '0') <= 9;
}
