using Streams.Cli;

return await StreamsCommandLine.RunAsync(args);
