using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Simulation.Registering;

namespace Streams.Cli.Options;

/// <summary>By which plane a simulated fleet publishes, and where it registers itself.</summary>
internal sealed class PlaneFlags
{
    private readonly Option<string> _plane = new("--plane")
    {
        Description = "How it publishes: nats, or zmq, which releases from 1.2 on speak",
        HelpName = "PLANE",
        DefaultValueFactory = _ => "nats",
    };
    private readonly Option<string?> _discovery = new("--discovery")
    {
        Description = "Where releases from 1.2 on register themselves: file or etcd. Default: file with zmq, else nowhere",
        HelpName = "KIND",
    };
    private readonly Option<string?> _fileKv = new("--file-kv")
    {
        Description = "The folder of file. Default: DYN_FILE_KV, else dynamo_store_kv in the temporary folder",
        HelpName = "DIR",
    };
    private readonly Option<string?> _etcd = new("--etcd")
    {
        Description = "The server of etcd. Default: ETCD_ENDPOINTS, else http://localhost:2379",
        HelpName = "URL",
    };

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_plane, _discovery, _fileKv, _etcd]) command.Options.Add(option);
    }

    internal bool IsZmq(ParseResult parsed) => parsed.GetValue(_plane) switch
    {
        "nats" => false,
        "zmq" => true,
        var other => throw CommandException.Usage($"--plane: {other} is none; nats and zmq are"),
    };

    /// <summary>The store, and its name for people; null where nothing is registered.</summary>
    internal (IFleetStore? Store, string Where) ReadStore(ParseResult parsed)
    {
        var isNamed = parsed.GetValue(_fileKv) is not null;
        switch (parsed.GetValue(_discovery)
            ?? (isNamed || (IsZmq(parsed) && parsed.GetValue(_etcd) is null) ? "file" : parsed.GetValue(_etcd) is null ? null : "etcd"))
        {
            case null:
                return (null, "");
            case "file":
                var folder = parsed.GetValue(_fileKv) ?? Variable("DYN_FILE_KV") ?? Path.Combine(Path.GetTempPath(), "dynamo_store_kv");
                return (new FileStore(folder, TimeProvider.System), folder);
            case "etcd":
                var given = parsed.GetValue(_etcd) ?? Variable("ETCD_ENDPOINTS") ?? "http://localhost:2379";
                var server = given.Split(',')[0].Contains("://", StringComparison.Ordinal) ? given.Split(',')[0] : "http://" + given.Split(',')[0];
                return Uri.TryCreate(server, UriKind.Absolute, out var uri)
                    ? (new EtcdStore(uri, TimeProvider.System), server)
                    : throw CommandException.Usage($"--etcd: {server} is no URL; http://localhost:2379 would be one");
            case var other:
                throw CommandException.Usage($"--discovery: {other} is none; file and etcd are");
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
