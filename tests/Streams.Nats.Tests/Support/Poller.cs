using System.Globalization;
using System.Text.RegularExpressions;

namespace Streams.Nats.Tests.Support;

/// <summary>What Linux tells of this process's sockets.</summary>
internal static partial class Poller
{
    /// <summary>How many sockets are connected to a port of this machine, and how many of them this process has in an epoll instance.</summary>
    internal static (int Connected, int Watched) Connections(int port)
    {
        var remote = $":{port:X4}";
        long[] connected = [.. new[] { "/proc/self/net/tcp", "/proc/self/net/tcp6" }.SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words[2].EndsWith(remote, StringComparison.Ordinal)).Select(words => long.Parse(words[9]))];
        var watched = Directory.GetFiles("/proc/self/fdinfo").SelectMany(Lines).Select(line => Watches().Match(line)).Where(match => match.Success)
            .Select(match => long.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber)).ToHashSet();
        return (connected.Length, connected.Count(watched.Contains));
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return [];
        }
    }

    [GeneratedRegex("^tfd:.* ino:([0-9a-f]+)")]
    private static partial Regex Watches();
}
