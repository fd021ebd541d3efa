using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Streams.Cli.CommandLine;
using Streams.Definitions.Syntax;
using Streams.Prometheus;

namespace Streams.Cli.Options;

/// <summary>Options that several commands share, and what they mean.</summary>
internal static class CommonOptions
{
    internal static Option<string> Listen() => new("--listen")
    {
        Description = "Where the page is served, such as 127.0.0.1:9091; no address before the colon is all interfaces",
        HelpName = "ADDR",
        DefaultValueFactory = _ => ":9091",
    };

    internal static Option<string[]> AllowHost() => new("--allow-host")
    {
        Description = "Answers only requests to these host names, separated by commas; *.example.org is all below one. Default: any",
        HelpName = "NAMES",
    };

    internal static Option<string[]> Set() => new("--set")
    {
        Description = "Gives a parameter of the pipeline file a value; may be repeated",
        HelpName = "NAME=VALUE",
    };

    /// <summary>A number, with a message of its own where it is none.</summary>
    internal static Option<T> Number<T>(string name, string description, string helpName, T standard)
        where T : INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return value;
                result.AddError($"{name}: {text} is not a number that it can take; {standard} would be one");
                return standard;
            },
        };

    /// <summary>A number that need not be there.</summary>
    internal static Option<T?> Number<T>(string name, string description, string helpName, T least, T example)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least) return value;
                result.AddError($"{name}: {text} is not a number from {least} on; {example} would be one");
                return null;
            },
        };

    /// <summary>A length of time, which need not be there.</summary>
    internal static Option<TimeSpan?> Duration(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            if (DurationParser.Parse(result.Tokens[0].Value) is { } time && time > TimeSpan.Zero) return time;
            result.AddError($"{name}: {result.Tokens[0].Value} is no time; {DurationParser.Form}");
            return null;
        },
    };

    internal static ListenAddress ListenAddress(ParseResult parsed, Option<string> option) =>
        Prometheus.ListenAddress.TryParse(parsed.GetValue(option), out var address, out var mistake)
            ? address
            : throw CommandException.Usage($"--listen: {mistake}");

    internal static IReadOnlyList<string> AllowedHosts(ParseResult parsed, Option<string[]> option)
    {
        string[] names = [.. (parsed.GetValue(option) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries))];
        return Array.Find(names, name => !IsHost(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name)) is { } wrong
            ? throw CommandException.Usage($"--allow-host: \"{wrong}\" is no host name; write names or addresses without a port, such as streams.example.org")
            : names;

        static bool IsHost(string name) => Uri.CheckHostName(name) != UriHostNameType.Unknown;
    }

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
