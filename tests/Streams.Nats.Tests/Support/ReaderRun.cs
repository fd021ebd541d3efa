using System.Buffers;
using System.Text;
using Streams.Nats.Connecting;

namespace Streams.Nats.Tests.Support;

/// <summary>A reader of frames, with someone in NATS.Net's place who asks for bytes, claims odd ids, and writes down what goes where.</summary>
internal sealed class ReaderRun
{
    private readonly List<string> _log = [];
    private readonly Handover _natsNet = new();
    private readonly FrameReader _reader;
    private readonly Task _asking;
    private readonly bool _isSilent;
    private byte[] _pending = [];

    internal ReaderRun(bool takesMessages, int[] asks, bool isSilent = false)
    {
        _isSilent = isSilent;
        _reader = new FrameReader(default, _natsNet, takesMessages, new Lock());
        _asking = AskAsync(asks);
    }

    internal int Taken { get; private set; }

    /// <summary>Bytes that the reader keeps.</summary>
    internal int Kept => _reader.Kept;

    internal static List<string> Log(byte[] bytes, int[] reads, int[] asks, bool takesMessages)
    {
        using var stream = new PiecesStream(bytes, reads);
        var run = new ReaderRun(takesMessages, asks);
        while (run.Read(stream))
        {
        }

        run._natsNet.Close(new EndOfStreamException());
        Assert.Throws<EndOfStreamException>(run._asking.GetAwaiter().GetResult);
        if (run._pending.Length > 0) run._log.Add(Encoding.Latin1.GetString(run._pending));
        return run._log;
    }

    internal bool Read(Stream stream) => _reader.Read(stream) > 0 && _reader.Deliver();

    private async Task AskAsync(int[] sizes)
    {
        for (var i = 0; ; i++)
        {
            var buffer = new byte[sizes[i % sizes.Length]];
            var length = await _natsNet.AskAsync(buffer).ConfigureAwait(false);
            _pending = [.. _pending, .. buffer.AsSpan(0, length)];
            while (Next() is { } frame)
            {
                _log.Add(Encoding.Latin1.GetString(frame.Bytes));
                _pending = _pending[frame.Length..];
                if (frame.Id % 2 == 1) MessageRoutes.Claim(new Target(this, frame.Id));
            }
        }
    }

    /// <summary>Nothing follows where the bytes make no sense, as far as this plain reading knows sense.</summary>
    private PlainProtocol.PlainFrame? Next()
    {
        try
        {
            return PlainProtocol.First(_pending) is { } frame && (frame.Id == 0 || frame.Bytes.AsSpan().EndsWith("\r\n"u8)) ? frame : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private sealed class Target(ReaderRun run, int id) : IMessageTarget
    {
        public void Receive(string subject, in ReadOnlySequence<byte> payload, in ReadOnlySequence<byte>? headers)
        {
            run.Taken++;
            if (!run._isSilent) run._log.Add(PlainProtocol.Message(id, subject, headers?.ToArray(), payload.ToArray()));
        }

        public void Receive(string subject, ReadOnlySpan<byte> payload)
        {
            run.Taken++;
            if (!run._isSilent) run._log.Add(PlainProtocol.Message(id, subject, null, payload.ToArray()));
        }
    }
}
