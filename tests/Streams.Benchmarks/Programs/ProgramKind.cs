namespace Streams.Benchmarks.Programs;

/// <summary>A program that shows the fleet's page.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Received">Its counter of the fleet's messages.</param>
/// <param name="ReadyPath">Answers 200 once it has subscribed.</param>
/// <param name="Command">What starts it, for the URL of NATS and a port of its own.</param>
internal sealed record ProgramKind(string Name, string Received, string ReadyPath, Func<string, int, string[]> Command)
{
    private const string PeersCounter = "messages_received_total";

    // What it receives beside them, a server's word that nobody answers, is not decoded.
    internal static ProgramKind Streams { get; } = new("Streams", "streams_messages_decoded_total", "-/ready",
        (nats, port) => ["dotnet", StreamsProgram.File, "run", "--nats", nats, "--listen", $"127.0.0.1:{port}"]);

    /// <summary>The same where a fleet registers itself in a folder, which stands for the URL.</summary>
    internal static ProgramKind StreamsOfFolder { get; } = Streams with
    {
        Name = "Streams on ZeroMQ",
        Command = (folder, port) => ["dotnet", StreamsProgram.File, "run", "--discovery", "file", "--file-kv", folder, "--listen", $"127.0.0.1:{port}"],
    };

    /// <summary>The plain programs to compare with, as <c>scripts/bench</c> built them in a folder.</summary>
    internal static ProgramKind[] Peers(string folder) =>
    [
        new("Go", PeersCounter, "metrics", (nats, port) => [Path.Combine(folder, "go-peer"), nats, $"{port}"]),
        new("Node", PeersCounter, "metrics", (nats, port) => ["node", Path.Combine(folder, "node", "peer.js"), nats, $"{port}"]),
    ];
}
