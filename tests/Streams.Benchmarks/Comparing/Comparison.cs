using System.Globalization;
using Streams.Benchmarks.Programs;
using Streams.Benchmarks.Publishing;
using Streams.Testing.Support;

namespace Streams.Benchmarks.Comparing;

/// <summary>The same messages through each program in turn, some rounds of it.</summary>
internal static class Comparison
{
    /// <returns>A line of a Markdown table: name, messages, workers, ratio to the better peer, CPU seconds a million of each, memory of Streams in MiB.</returns>
    /// <exception cref="InvalidOperationException">A page shows a wrong value, or a message was lost.</exception>
    internal static async Task<string> RunAsync(Benchmark benchmark, string peers, int rounds)
    {
        ProgramKind[] programs = [ProgramKind.Streams, .. ProgramKind.Peers(peers)];
        List<double[]> cpu = [];
        long memory = 0;
        for (var round = 0; round < rounds; round++)
        {
            var costs = new double[programs.Length];
            for (var i = 0; i < programs.Length; i++)
            {
                (costs[i], var most) = await MeasureAsync(programs[i], benchmark.Load);
                if (i == 0) memory = Math.Max(memory, most);
            }

            cpu.Add(costs);
        }

        // Round by round: a machine's pace changes more between rounds than within one.
        var ratio = Median(cpu.Select(costs => costs[0] / costs.Skip(1).Min()));
        string[] cells = [.. programs.Select((_, i) => Text(Median(cpu.Select(costs => costs[i])) / benchmark.Load.Count * 1e6))];
        return $"| {benchmark.Name} | {benchmark.Load.Count} | {benchmark.Load.Workers} | {Text(ratio)} | {string.Join(" | ", cells)} | {memory >> 20} |";
    }

    private static async Task<(double Cpu, long Memory)> MeasureAsync(ProgramKind kind, Load load)
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await ProgramUnderTest.StartAsync(kind, server.Url);
        var before = program.Cpu;
        using var outlet = new NatsOutlet(server.Port);
        var sent = await Task.Factory.StartNew(() => FleetPublisher.Publish(load, outlet), TaskCreationOptions.LongRunning);
        var used = await program.QuietAsync() - before;
        var page = new Page(await program.PageAsync());
        if (page.Of(kind.Received) != sent.Count) throw new InvalidOperationException($"{kind.Name} received {page.Of(kind.Received)} of {sent.Count}");
        page.Check(kind.Name, sent);
        return (used, program.PeakMemory);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
