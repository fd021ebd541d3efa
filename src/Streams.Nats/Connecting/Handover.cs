using System.Threading.Tasks.Sources;

namespace Streams.Nats.Connecting;

/// <summary>Hands bytes from a blocking thread to NATS.Net, which reads asynchronously.</summary>
/// <remarks>The awaiting reader resumes inside <see cref="Give"/>, on the giving thread: no other thread has to wake.</remarks>
internal sealed class Handover : IValueTaskSource<int>
{
    private readonly object _gate = new();
    private ManualResetValueTaskSourceCore<int> _answer;
    private Memory<byte> _wanted;
    private bool _isAsked;
    private Exception? _end;

    /// <summary>Asks for bytes; one question at a time.</summary>
    internal ValueTask<int> AskAsync(Memory<byte> buffer)
    {
        lock (_gate)
        {
            if (_end is { } end) return ValueTask.FromException<int>(end);
            _answer.Reset();
            _wanted = buffer;
            _isAsked = true;
            Monitor.Pulse(_gate);
            return new ValueTask<int>(this, _answer.Version);
        }
    }

    /// <summary>Waits for a question; false once it is closed.</summary>
    internal bool WaitUntilAsked()
    {
        lock (_gate)
        {
            while (!_isAsked && _end is null) Monitor.Wait(_gate);
            return _end is null;
        }
    }

    /// <summary>Answers with as many of the bytes as were asked for, and returns their number; 0 once it is closed.</summary>
    internal int Give(ReadOnlySpan<byte> bytes)
    {
        int length;
        lock (_gate)
        {
            if (!_isAsked) return 0;
            _isAsked = false;
            length = Math.Min(bytes.Length, _wanted.Length);
            bytes[..length].CopyTo(_wanted.Span);
        }

        _answer.SetResult(length);
        return length;
    }

    /// <summary>Answers the question that waits, and all to come, with an exception.</summary>
    internal void Close(Exception end)
    {
        lock (_gate)
        {
            if (_end is not null) return;
            _end = end;
            Monitor.Pulse(_gate);
            if (!_isAsked) return;
            _isAsked = false;
        }

        // NATS.Net connects anew within the answer, which may take its time and is not for this thread.
        _answer.RunContinuationsAsynchronously = true;
        _answer.SetException(end);
    }

    int IValueTaskSource<int>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);
}
