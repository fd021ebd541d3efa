using System.Diagnostics;
using System.Globalization;
using Streams.Benchmarks.Programs;
using Streams.Benchmarks.Publishing;
using Streams.Testing.Support;

namespace Streams.Benchmarks.Comparing;

/// <summary>The same messages over NATS and over ZeroMQ, by turns, and what connections that say nothing cost.</summary>
internal static class Planes
{
    /// <summary>Two topics each.</summary>
    private const int Workers = 100;

    /// <returns>Lines of a Markdown table: what, messages, ratio, CPU seconds a million over NATS and over ZeroMQ; the ratio is the median round's.</returns>
    internal static async IAsyncEnumerable<string> CompareAsync(int rounds, int share)
    {
        Benchmark[] works =
        [
            // Fewer than may wait for the lane: publishers that are read always outrun it where they share its cores.
            new("flood", new Load(Mix.Today, 400_000 / share, Workers, Rate: 0)),
            new("paced, 20,000/s", new Load(Mix.Today, 400_000 / share, Workers, Rate: 20_000)),
        ];
        foreach (var work in works)
        {
            List<(double Nats, double Zmq)> costs = [];
            for (var round = 0; round < rounds; round++) costs.Add((await OverNatsAsync(work.Load), await OverZmqAsync(work.Load)));
            var middle = costs.OrderBy(cost => cost.Zmq / cost.Nats).ElementAt(costs.Count / 2);
            yield return string.Create(CultureInfo.InvariantCulture, $"| {work.Name} | {work.Load.Count} | {middle.Zmq / middle.Nats:0.00} | {middle.Nats:0.00} | {middle.Zmq:0.00} |");
        }
    }

    /// <summary>How soon so many workers of two topics are connected, and what they cost while they say nothing.</summary>
    internal static async Task<string> IdleAsync(int workers, TimeSpan length)
    {
        await using var outlet = new ZmqOutlet(workers);
        var begun = Stopwatch.GetTimestamp();
        var starting = ProgramUnderTest.StartAsync(ProgramKind.StreamsOfFolder, outlet.Folder);
        while (!outlet.HasSubscriber) await Task.Delay(5);
        var first = Stopwatch.GetElapsedTime(begun);
        while (!outlet.IsHeard) await Task.Delay(5);
        var all = Stopwatch.GetElapsedTime(begun) - first;
        await using var program = await starting;
        var (cpu, waits, since) = (program.Cpu, program.Waits, Stopwatch.GetTimestamp());
        await Task.Delay(length);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture,
            $"{2 * workers} publishers: all connected {all.TotalSeconds:0.00} s after the first; idle {100 * (program.Cpu - cpu) / seconds:0.00}% of a core, {(program.Waits - waits) / seconds:0} waits a second");
    }

    private static async Task<double> OverNatsAsync(Load load)
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await ProgramUnderTest.StartAsync(ProgramKind.Streams, server.Url);
        using var outlet = new NatsOutlet(server.Port);
        return await MeasureAsync(program, load, outlet);
    }

    private static async Task<double> OverZmqAsync(Load load)
    {
        await using var outlet = new ZmqOutlet(load.Workers);
        await using var program = await ProgramUnderTest.StartAsync(ProgramKind.StreamsOfFolder, outlet.Folder);
        while (!outlet.IsHeard) await Task.Delay(50);
        return await MeasureAsync(program, load, outlet);
    }

    private static async Task<double> MeasureAsync(ProgramUnderTest program, Load load, IMessageOutlet outlet)
    {
        var before = program.Cpu;
        var sent = await Task.Factory.StartNew(() => FleetPublisher.Publish(load, outlet), TaskCreationOptions.LongRunning);
        var used = await program.QuietAsync() - before;
        var text = await program.PageAsync();
        // Discovery's messages come beside them.
        var received = text.Split('\n').Where(line => line.StartsWith(program.Kind.Received + "{", StringComparison.Ordinal) && !line.Contains("source=\"discovery\"", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ')), CultureInfo.InvariantCulture));
        if (received != sent.Count) throw new InvalidOperationException($"{program.Kind.Name} received {received} of {sent.Count}");
        new Page(text).Check(program.Kind.Name, sent);
        return used / load.Count * 1e6;
    }
}
