using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streams.Benchmarks.Publishing;

/// <summary>Publishes a made fleet's messages, and keeps what was sent.</summary>
/// <remarks>A paced message leaves by itself when it is due: the kernel's timer, at its finest, wakes the thread.</remarks>
internal static class FleetPublisher
{
    internal const ulong FirstWorker = 7_601_000_000_000_000_000;
    internal const int LargestMessage = 1024;

    private const int TimerSlack = 29;

    /// <summary>What was sent about each worker, in the order of their ids.</summary>
    internal static Sent Publish(Load load, IMessageOutlet outlet)
    {
        _ = Prctl(TimerSlack, 1, 0, 0, 0);
        var sent = new Sent(FirstWorker, load);
        var payload = new byte[LargestMessage];
        var message = new MessageWriter(payload);
        var (began, step) = (Stopwatch.GetTimestamp(), (long)(load.Workers * 0.382) | 1);
        while (Divisor(step, load.Workers) != 1) step += 2;
        for (long i = 0; i < load.Count; i++)
        {
            var random = Scramble((ulong)i);
            // A worker's turn lasts as long as a round of kinds, so that every worker sends all of them.
            var worker = (int)(i / 2 * step % load.Workers);
            var kind = load.Mix.KindOf(i, random);
            message.Length = 0;
            Messages.Write(message, kind, FirstWorker + (ulong)worker, random, sent.Workers[worker]);
            if (load.Rate > 0 && Due(began, i, load.Rate) > Stopwatch.GetTimestamp())
            {
                outlet.Flush();
                Wait(Due(began, i, load.Rate));
            }

            outlet.Add(kind, worker, payload.AsSpan(0, message.Length));
        }

        outlet.End();
        return sent;
    }

    private static long Due(long began, long message, int rate) => began + (long)((Int128)message * Stopwatch.Frequency / rate);

    private static void Wait(long due)
    {
        while (due - Stopwatch.GetTimestamp() is > 0 and var ticks)
        {
            var time = new TimeSpec(0, ticks * 1_000_000_000 / Stopwatch.Frequency);
            while (time.Nanoseconds >= 1_000_000_000) time = new(time.Seconds + 1, time.Nanoseconds - 1_000_000_000);
            _ = Nanosleep(in time, IntPtr.Zero);
        }
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    /// <summary>Spreads neighbours over all 64 bits.</summary>
    private static ulong Scramble(ulong number)
    {
        var product = Math.BigMul(number + 0x632be59bd9b4e019, 0xd6e8feb86659fd93, out var low);
        product ^= low;
        return (product ^ (product >> 29)) * 0xff51afd7ed558ccd;
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int Nanosleep(in TimeSpec time, IntPtr rest);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Prctl(int option, ulong first, ulong second, ulong third, ulong fourth);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
