using System.Text;
using Streams.Benchmarks.Publishing;
using Streams.Lane;

namespace Streams.Benchmarks;

/// <summary>A fleet's messages by the batch, in one buffer, as a read of the socket leaves them.</summary>
internal sealed class MadeFleet
{
    private const ulong FirstWorker = 7_601_000_000_000_000_000;
    private const int Largest = 1024;

    private readonly Mix _mix;
    private readonly SentOfWorker[] _workers;
    private readonly byte[] _bytes;
    private readonly MessageWriter _writer;
    private readonly (MessageKind Kind, int From, int Length)[] _messages;
    private readonly (SourceInput Input, string Subject)[] _ways;
    private readonly Random _random = new(1);
    private readonly long _step;
    private long _made;

    internal MadeFleet(Mix mix, int workers, int batch, IReadOnlyList<SourceInput> inputs)
    {
        _mix = mix;
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new SentOfWorker())];
        _bytes = new byte[batch * Largest];
        _writer = new MessageWriter(_bytes);
        _messages = new (MessageKind, int, int)[batch];
        _ways = [.. Enum.GetValues<MessageKind>().Select(kind => (inputs.Single(i => i.Name == SourceOf(kind)), Encoding.ASCII.GetString(Messages.SubjectOf(kind))))];
        _step = (long)(workers * 0.382) | 1;
        while (Divisor(_step, workers) != 1) _step += 2;
    }

    /// <summary>Makes the next batch.</summary>
    internal void Make()
    {
        _writer.Length = 0;
        for (var i = 0; i < _messages.Length; i++, _made++)
        {
            var random = (ulong)_random.NextInt64();
            var worker = (int)(_made / 2 * _step % _workers.Length);
            var (kind, from) = (_mix.KindOf(_made, random), _writer.Length);
            Messages.Write(_writer, kind, FirstWorker + (ulong)worker, random, _workers[worker]);
            _messages[i] = (kind, from, _writer.Length - from);
        }
    }

    /// <summary>Hands the batch to the inputs of its sources.</summary>
    /// <param name="wait">Called before each message.</param>
    internal void Receive(Action wait)
    {
        foreach (var (kind, from, length) in _messages)
        {
            wait();
            _ways[(int)kind].Input.Receive(_ways[(int)kind].Subject, _bytes.AsSpan(from, length));
        }

        foreach (var (input, _) in _ways) input.Flush();
    }

    private static string SourceOf(MessageKind kind) => kind switch
    {
        MessageKind.Hit => "hits",
        MessageKind.Pass => "passes",
        _ => "load",
    };

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);
}
