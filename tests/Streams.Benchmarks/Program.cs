using Streams.Benchmarks;

switch (args)
{
    case ["flood", ..]:
        var events = args.Length > 1 ? int.Parse(args[1]) : 1_000_000;
        var runs = args.Length > 2 ? int.Parse(args[2]) : 3;
        for (var run = 0; run < runs; run++) Console.WriteLine(await Flood.RunAsync(events, workers: 1000));
        return 0;
    case ["page", ..]:
        Console.WriteLine(await Watched.RunAsync(args.Length > 1 ? int.Parse(args[1]) : 1000, args.Length > 2 ? int.Parse(args[2]) : 30, args.ElementAtOrDefault(3)));
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project tests/Streams.Benchmarks -- flood [EVENTS] [RUNS] | page [WORKERS] [SECONDS] [PICTURE.png]");
        return 2;
}
