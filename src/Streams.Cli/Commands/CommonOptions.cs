using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Prometheus;

namespace Streams.Cli.Commands;

/// <summary>Options that several commands share, and what they mean.</summary>
internal static class CommonOptions
{
    internal static Option<string> Listen() => new("--listen")
    {
        Description = "Where the page is served, for example 127.0.0.1:9091. Default: all interfaces, port 9091",
        HelpName = "ADDR",
        DefaultValueFactory = _ => ":9091",
    };

    internal static Option<string[]> Set() => new("--set")
    {
        Description = "Gives a parameter of the pipeline file a value; may be repeated",
        HelpName = "NAME=VALUE",
    };

    internal static ListenAddress ListenAddress(ParseResult parsed, Option<string> option) =>
        Prometheus.ListenAddress.TryParse(parsed.GetValue(option), out var address, out var mistake)
            ? address
            : throw CommandException.Usage($"--listen: {mistake}");

    internal static IReadOnlyDictionary<string, string> Parameters(ParseResult parsed, Option<string[]> option)
    {
        Dictionary<string, string> parameters = [];
        foreach (var setting in parsed.GetValue(option) ?? [])
        {
            var equals = setting.IndexOf('=');
            if (equals <= 0) throw CommandException.Usage($"--set {setting}: NAME=VALUE is needed");
            if (!parameters.TryAdd(setting[..equals], setting[(equals + 1)..])) throw CommandException.Usage($"--set {setting[..equals]} is given twice");
        }

        return parameters;
    }
}
