using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Streams.Prometheus;

/// <summary>Answers that are long: they go out in pieces, each when the client has taken what came before.</summary>
public static class ClientWriter
{
    /// <summary>A client that takes no piece for this long is cut off.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What the server would copy for the client at a time, if it takes nothing.</summary>
    private const int PieceBytes = 1 << 16;

    /// <summary>Sends bytes that others share; cuts the client off where it takes nothing for <see cref="LongestWait"/>.</summary>
    /// <param name="context">The request that is being answered.</param>
    /// <param name="bytes">What is sent.</param>
    /// <param name="isOld">Cancelled when the bytes have to be let go: the client is cut off.</param>
    /// <exception cref="OperationCanceledException">The client was cut off, or has gone.</exception>
    public static async Task SendAsync(HttpContext context, ReadOnlySequence<byte> bytes, CancellationToken isOld)
    {
        ArgumentNullException.ThrowIfNull(context);
        var client = context.Features.Get<Client>();
        using var stalls = new CancellationTokenSource(Timeout.InfiniteTimeSpan, client?.Time ?? TimeProvider.System);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, isOld, stalls.Token);
        try
        {
            foreach (var segment in bytes)
            {
                for (var rest = segment; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
                {
                    var taken = context.Response.Body.WriteAsync(rest[..Math.Min(PieceBytes, rest.Length)], ends.Token);
                    if (!taken.IsCompletedSuccessfully)
                    {
                        stalls.CancelAfter(LongestWait);
                        await taken;
                        stalls.CancelAfter(Timeout.InfiniteTimeSpan);
                    }

                    client?.Touch();
                }
            }
        }
        catch (OperationCanceledException) when (stalls.IsCancellationRequested || isOld.IsCancellationRequested)
        {
            if (client is null) context.Abort();
            else client.Cut(stalls.IsCancellationRequested ? CutReason.Stalled : CutReason.OldPage);
            throw;
        }
    }
}
