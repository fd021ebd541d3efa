using System.Buffers;

namespace Streams.Nats.Connecting;

/// <summary>Reads a connection's bytes: messages of known subscriptions go to them, everything else to NATS.Net, all in the order of arrival.</summary>
/// <remarks>
/// NATS.Net spends a lock, a clock and a text on each message, a fifth of all processor time in a flood of hits;
/// here a read costs one lock for all of its messages.
/// NATS.Net has done with what it was handed when it asks for more, and before that nothing after it is looked at.
/// Bytes that make no sense end it for the connection: they and all that follows are NATS.Net's to judge.
/// </remarks>
/// <param name="greeting">What was read before, to be read first.</param>
/// <param name="natsNet">Where everything else goes.</param>
/// <param name="takesMessages">False hands everything over.</param>
/// <param name="reading">The lock held while messages are taken.</param>
internal sealed class FrameReader(ReadOnlyMemory<byte> greeting, Handover natsNet, bool takesMessages, Lock reading)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>After so many reads without a large message the buffer that one had needed goes back.</summary>
    private const int ReadsToShrink = 1000;

    private readonly MessageRoutes _routes = new();
    private readonly SubjectNames _subjects = new();
    private readonly KnownHeads _heads = new();
    private byte[] _buffer = [.. greeting.Span, .. new byte[BufferBytes]];
    private int _start;
    private int _end = greeting.Length;
    private int _readsSinceLarge;
    private bool _takesMessages = takesMessages;
    private int _handedId;

    /// <summary>Bytes that it keeps.</summary>
    internal int Kept => _buffer.Length;

    /// <summary>Passes on all whole frames that have arrived; false once the connection is closed.</summary>
    internal bool Deliver()
    {
        while (natsNet.WaitUntilAsked())
        {
            int rest;
            lock (reading) rest = TakeMessages();
            if (rest == 0) return true;
            HandOver(rest);
        }

        return false;
    }

    /// <summary>Waits for more bytes, and returns their number; 0 at the end of the stream.</summary>
    internal int Read(Stream stream)
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (++_readsSinceLarge > ReadsToShrink && _buffer.Length > 2 * BufferBytes) _buffer = new byte[BufferBytes];
        }

        // The rest of a frame moves to the front when there is little room behind it.
        if (_buffer.Length - _end < _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read;
    }

    /// <summary>Takes messages up to a frame that is for NATS.Net, and returns that frame's length; 0 if the rest has yet to arrive.</summary>
    private int TakeMessages()
    {
        while (_start < _end)
        {
            _handedId = -1;
            if (!_takesMessages) return _end - _start;
            if (TakeKnown()) continue;
            var frame = Frame.Read(_buffer.AsSpan(_start, _end - _start));
            switch (frame.Kind)
            {
                case FrameKind.Partial:
                    MakeRoom(frame.Length);
                    return 0;
                case FrameKind.Line:
                    return frame.Length;
                case FrameKind.Unreadable:
                    _takesMessages = false;
                    break;
                case FrameKind.Message when _routes.Of(frame.Id) is { } target:
                    Take(frame, target);
                    break;
                default:
                    _handedId = frame.Id;
                    return frame.Length;
            }
        }

        return 0;
    }

    private bool TakeKnown()
    {
        var bytes = _buffer.AsSpan(_start, _end - _start);
        if (!_heads.TryRead(bytes, out var head, out var body, out var length)) return false;
        head.Target.Receive(head.Subject, bytes.Slice(body, length));
        _start += body + length + 2;
        return true;
    }

    private void Take(in Frame frame, IMessageTarget target)
    {
        if (frame.HeadBytes > 0) _heads.Learn(_buffer.AsSpan(_start, frame.HeadBytes), _subjects.Of(frame.Subject), target);
        var body = _start + frame.Body;
        var payload = new ReadOnlySequence<byte>(_buffer, body + frame.HeaderBytes, frame.PayloadBytes);
        target.Receive(_subjects.Of(frame.Subject), payload, frame.HeaderBytes == 0 ? null : new ReadOnlySequence<byte>(_buffer, body, frame.HeaderBytes));
        _start += frame.Length;
    }

    private void HandOver(int length)
    {
        var end = _start + length;
        while (_start < end && natsNet.WaitUntilAsked())
        {
            if (_handedId >= 0) _routes.BeginHandingOver(_handedId);
            _start += natsNet.Give(_buffer.AsSpan(_start, end - _start));
            MessageRoutes.EndHandingOver();
        }
    }

    /// <summary>A message that the buffer cannot hold makes it grow.</summary>
    private void MakeRoom(int frame)
    {
        if (frame == 0 && _start == 0 && _end == _buffer.Length) frame = 2 * _buffer.Length;
        if (frame > BufferBytes) _readsSinceLarge = 0;
        if (frame > _buffer.Length) Array.Resize(ref _buffer, frame + BufferBytes);
    }
}
