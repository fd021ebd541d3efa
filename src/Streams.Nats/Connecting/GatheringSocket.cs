using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using NATS.Client.Core;

namespace Streams.Nats.Connecting;

/// <summary>A connection that lets small messages gather under load, since one read of many costs far less than many reads of one.</summary>
/// <remarks>
/// Load means that reads follow each other faster than twice the gather time; a lone message is read at once. Under load a
/// read waits until the gather time has passed since the last one, or until <see cref="Enough"/> bytes wait in the kernel.
/// NATS.Net asks for more only when all that it has is handled, which is the moment to post what the sources have decoded.
/// </remarks>
internal sealed class GatheringSocket(Socket socket, Stream stream, ReadOnlyMemory<byte> greeting, TimeSpan gather, Action beforeReceive) : INatsSocketConnection
{
    private const int Enough = 64 * 1024;

    private ReadOnlyMemory<byte> _greeting = greeting;
    private long _lastRead;
    private bool _gathers;
    private int _disposed;

    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer)
    {
        await stream.WriteAsync(buffer).ConfigureAwait(false);
        return buffer.Length;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        if (_greeting.Length > 0)
        {
            var length = Math.Min(buffer.Length, _greeting.Length);
            _greeting[..length].CopyTo(buffer);
            _greeting = _greeting[length..];
            return length;
        }

        beforeReceive();
        if (_gathers) await GatherAsync().ConfigureAwait(false);
        var read = await stream.ReadAsync(buffer).ConfigureAwait(false);
        var now = Stopwatch.GetTimestamp();
        // A full buffer leaves the rest in the kernel, so it is fetched at once.
        _gathers = read < buffer.Length && Stopwatch.GetElapsedTime(_lastRead, now) < 2 * gather;
        _lastRead = now;
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        // Ends a read or a write that waits.
        socket.Close(0);
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask GatherAsync()
    {
        while (socket.Available < Enough)
        {
            var left = gather - Stopwatch.GetElapsedTime(_lastRead);
            if (left <= TimeSpan.Zero) return;
            // Looks in between, so that a flood does not fill the kernel's buffer and stall the server.
            var step = gather / 3;
            await Task.Delay(left < step ? left : step).ConfigureAwait(false);
        }
    }
}
