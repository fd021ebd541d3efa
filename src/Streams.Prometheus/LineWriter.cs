using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Streams.Prometheus;

/// <summary>Lines of a page on their way to a stream, in UTF-8, a piece of 64 KB at a time.</summary>
internal sealed class LineWriter(Stream to, PageFormat format) : IDisposable
{
    /// <summary>Room for any number with what may follow it.</summary>
    private const int LongestNumber = 40;

    /// <summary>Below it, and above its negative, a whole number's shortest form has its digits alone.</summary>
    private const double Digits = 1e15;

    private byte[] _piece = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _length;

    internal PageFormat Format => format;

    /// <summary>Gives the stream all that was written, and the piece back.</summary>
    public void Dispose()
    {
        Flush();
        ArrayPool<byte>.Shared.Return(_piece);
    }

    /// <summary>Adds text.</summary>
    internal void Write(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        Append(text);
    }

    /// <summary>Adds a sample: what stands before its own labels, those, what stands behind them, and its value.</summary>
    internal void WriteSample(ReadOnlySpan<byte> before, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> behind, double value)
    {
        Reserve(before.Length + labels.Length + behind.Length + LongestNumber);
        Append(before);
        Append(labels);
        Append(behind);
        AppendNumber(value);
        _piece[_length++] = (byte)'\n';
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_piece.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>The shortest form that reads back as the same number (N11); in OpenMetrics it is seen to be no integer.</summary>
    private void AppendNumber(double value)
    {
        var to = _piece.AsSpan(_length);
        int written;
        if (value is > -Digits and < Digits && value == (long)value) Utf8Formatter.TryFormat((long)value, to, out written);
        else value.TryFormat(to, out written, "g", CultureInfo.InvariantCulture);
        _length += written;
        if (format == PageFormat.OpenMetrics && !to[..written].ContainsAny((byte)'.', (byte)'e')) Append(".0"u8);
    }

    private void Reserve(int bytes)
    {
        if (bytes <= _piece.Length - _length) return;
        Flush();
        if (bytes <= _piece.Length) return;
        var longer = ArrayPool<byte>.Shared.Rent(bytes);
        ArrayPool<byte>.Shared.Return(_piece);
        _piece = longer;
    }

    private void Flush()
    {
        to.Write(_piece, 0, _length);
        _length = 0;
    }
}
