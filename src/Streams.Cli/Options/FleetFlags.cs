using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Simulation;

namespace Streams.Cli.Options;

/// <summary>What a simulated fleet is like.</summary>
internal sealed class FleetFlags(string release)
{
    /// <summary>The last release that reports hits and statistics, and one of today: together they fill every panel.</summary>
    internal const string OldAndNew = "0.4.1,1.6.0";

    private static readonly FleetOptions Default = new();

    private readonly Option<int> _workers = CommonOptions.Number("--workers", "Workers of each release", "N", Default.Workers);
    private readonly Option<double> _rate = CommonOptions.Number("--rate", "Requests a second over the fleet", "R", Default.Rate);
    private readonly Option<int> _seed = CommonOptions.Number("--seed", "The same seed gives the same fleet", "N", Default.Seed);
    private readonly Option<string> _release = new("--release")
    {
        Description = "Releases of Dynamo that it speaks, separated by commas",
        HelpName = "A,B",
        DefaultValueFactory = _ => release
    };
    private readonly Option<string> _namespace = new("--namespace")
    {
        Description = "Dynamo's namespace",
        HelpName = "NAME",
        DefaultValueFactory = _ => Default.Namespace
    };
    private readonly Option<string> _component = new("--component")
    {
        Description = "The workers' component",
        HelpName = "NAME",
        DefaultValueFactory = _ => Default.Component
    };
    private readonly Option<string> _endpoint = new("--endpoint")
    {
        Description = "The endpoint whose statistics tell load",
        HelpName = "NAME",
        DefaultValueFactory = _ => Default.Endpoint
    };

    internal void AddTo(Command command, bool names)
    {
        foreach (var option in (Option[])[_workers, _rate, _release, _seed]) command.Options.Add(option);
        if (!names) return;
        foreach (var option in (Option[])[_namespace, _component, _endpoint]) command.Options.Add(option);
    }

    /// <summary>The options of a fleet that registers itself: of its releases the new one alone, where none is given.</summary>
    internal FleetOptions ReadRegistered(ParseResult parsed)
    {
        var options = Read(parsed, names: true);
        if (parsed.GetResult(_release) is null or { Implicit: true }) options = options with { Releases = [options.Releases[^1]] };
        var old = options.Releases.FirstOrDefault(release => Version.Parse(release) < new Version(1, 2));
        return old is null ? options : throw CommandException.Usage($"--release: {old} speaks NATS alone; --plane zmq takes releases from 1.2 on");
    }

    /// <summary>The options; every problem in one message.</summary>
    internal FleetOptions Read(ParseResult parsed, bool names)
    {
        var options = new FleetOptions
        {
            Workers = parsed.GetValue(_workers),
            Rate = parsed.GetValue(_rate),
            Seed = parsed.GetValue(_seed),
            Releases = parsed.GetValue(_release)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        if (names)
        {
            options = options with
            {
                Namespace = parsed.GetValue(_namespace)!,
                Component = parsed.GetValue(_component)!,
                Endpoint = parsed.GetValue(_endpoint)!,
            };
        }

        var problems = options.Validate();
        return problems.Count == 0 ? options : throw CommandException.Usage(string.Join('\n', problems));
    }
}
