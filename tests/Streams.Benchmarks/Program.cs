using Streams.Benchmarks;

if (args is not ["flood", ..])
{
    await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project tests/Streams.Benchmarks -- flood [EVENTS] [RUNS]");
    return 2;
}

var events = args.Length > 1 ? int.Parse(args[1]) : 1_000_000;
var runs = args.Length > 2 ? int.Parse(args[2]) : 3;
for (var run = 0; run < runs; run++) Console.WriteLine(await Flood.RunAsync(events, workers: 1000));
return 0;
