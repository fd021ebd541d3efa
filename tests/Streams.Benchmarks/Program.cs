using Streams.Benchmarks;
using Streams.Benchmarks.Comparing;
using Streams.Benchmarks.Publishing;

var numbers = args.Skip(1).Where(a => int.TryParse(a, out _)).Select(int.Parse).ToArray();
int Number(int position, int otherwise) => position < numbers.Length ? numbers[position] : otherwise;
switch (args.FirstOrDefault())
{
    case "flood":
        for (var run = 0; run < Number(1, 3); run++) Console.WriteLine(await Flood.RunAsync(Number(0, 1_000_000), workers: 1000));
        return 0;
    case "asked":
        for (var run = 0; run < Number(2, 3); run++) Console.WriteLine(await Flood.RunAsync(Number(0, 2_000_000), workers: 1000, rate: 200_000, scrapes: Number(1, 50)));
        return 0;
    case "compare":
        foreach (var benchmark in Benchmark.All(share: Number(1, 1)).Where(b => args.Length < 5 || b.Name == args[4])) Console.WriteLine(await Comparison.RunAsync(benchmark, args[1], Number(0, 3)));
        return 0;
    case "planes":
        await foreach (var line in Planes.CompareAsync(Number(0, 3), Number(1, 1))) Console.WriteLine(line);
        return 0;
    case "idle":
        for (var run = 0; run < Number(2, 1); run++) Console.WriteLine(await Planes.IdleAsync(Number(0, 200), TimeSpan.FromSeconds(Number(1, 20))));
        return 0;
    case "page":
        Console.WriteLine(await Watched.RunAsync(Number(0, 1000), Number(1, 30), args.FirstOrDefault(a => a.EndsWith(".png", StringComparison.Ordinal))));
        return 0;
    case "lane":
        var file = args.Skip(1).FirstOrDefault(a => a.EndsWith(".yaml", StringComparison.Ordinal)) ?? "pipelines/dynamo.yaml";
        var mixes = Mix.All.Where(mix => args.Contains(mix.Key)).DefaultIfEmpty(new("hits", Mix.Hits));
        foreach (var (_, mix) in mixes) Console.WriteLine(InProcess.Lane(file, Number(0, 2_000_000), Number(1, 1000), mix));
        return 0;
    case "windows":
        Console.WriteLine(InProcess.Windows(Number(0, 2_000_000), Number(1, 1000)));
        return 0;
    case "across":
        Console.WriteLine(InProcess.Across(Number(0, 50), Number(1, 100_000)));
        return 0;
    case "scrape":
        Console.WriteLine(await Scrapes.RunAsync(Number(0, 50), Number(1, 100_000)));
        return 0;
    case "record":
        for (var run = 0; run < Number(1, 3); run++) Console.WriteLine(await RecordingCost.RunAsync(Number(0, 2_000_000), workers: 1000));
        return 0;
    case "replay":
        if (!GoReplay.CanBuild)
        {
            await Console.Error.WriteLineAsync($"the replay is compared with a Go program, and there is no go; install it: apt-get install -y {GoReplay.Package}");
            return 1;
        }

        for (var run = 0; run < Number(1, 3); run++) Console.WriteLine(await Replays.RunAsync(Number(0, 5_000_000), workers: 1000));
        return 0;
    case "json":
        Console.WriteLine(JsonReading.Run(Number(0, 500_000)));
        return 0;
    case "hour":
        for (var run = 0; run < Number(1, 3); run++) Console.WriteLine(Hour.Run("pipelines/dynamo.yaml", Number(0, 100)));
        return 0;
    default:
        await Console.Error.WriteLineAsync("""
            usage: dotnet run -c Release --project tests/Streams.Benchmarks -- COMMAND
              flood [EVENTS] [RUNS]           a flood of hit events through nats-server into the daemon
              asked [EVENTS] [PAGES] [RUNS]   200,000 hit events a second into the daemon, while so many pages a second are asked for
              compare PEERS ROUNDS SHARE [NAME]  whole programs beside the peers that scripts/bench built in a folder; one in SHARE of the messages
              planes [ROUNDS] [SHARE]         the same messages over NATS and over 200 connections of ZeroMQ, by turns; one in SHARE of them
              idle [WORKERS] [SECONDS] [RUNS] publishers on ZeroMQ, two of each worker, that say nothing
              page [WORKERS] [SECONDS] [PNG]  the live page in Chromium before a simulated fleet, and a picture of it
              record [EVENTS] [RUNS]          what recording adds to the lane's process, in CPU time
              replay [EVENTS] [RUNS]          a recording of hit events through streams replay, its last page and its history, and through a Go program
              lane [EVENTS] [WORKERS] [FILE] [MIX...]  messages through a pipeline file, in process: decoding and the lane
                                              MIX: hits, two-shapes, passes, today, three-kinds
              windows [EVENTS] [WORKERS]      all, tumbling and hopping windows of one metric, in process
              across [READS] [WORKERS]        numbers combined of all workers, in process
              json [MESSAGES]                 JSON messages of some shapes by turns, by shape and by a reader alone, in process
              scrape [READS] [WORKERS]        pages of five series a worker, in process: how long the lane is held, and what writing them takes
              hour [WORKERS] [RUNS]           an hour of virtual time as a scenario, two events a second of each worker
            """);
        return 2;
}
