using Streams.Cli.CommandLine;

return await StreamsCommandLine.RunAsync(args);
