using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Streams.Prometheus;

/// <summary>Where the endpoint listens.</summary>
/// <param name="Host">The interface's address; null is all interfaces, IPv6 and IPv4.</param>
/// <param name="Port">The port, 0 to 65535; 0 lets the system choose.</param>
public sealed record ListenAddress(IPAddress? Host, int Port)
{
    /// <summary>The port when none is stated. Prometheus' Pushgateway has the same default.</summary>
    public const int DefaultPort = 9091;

    /// <summary>All interfaces on <see cref="DefaultPort"/>, since a Prometheus in a container must reach it.</summary>
    public static ListenAddress Default { get; } = new(null, DefaultPort);

    /// <summary>Reads <c>:9091</c>, <c>9091</c>, <c>*:9091</c>, <c>127.0.0.1:9091</c>, <c>localhost:9091</c> (127.0.0.1) or <c>[::1]:9091</c>.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address read, or null.</param>
    /// <param name="mistake">What is wrong and what would be right, or null.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? mistake)
    {
        address = null;
        mistake = null;
        var given = text ?? "";
        // A port alone.
        if (given.Length > 0 && given.All(char.IsAsciiDigit)) given = ":" + given;
        var colon = given.LastIndexOf(':');
        if (colon < 0)
        {
            mistake = $"\"{given}\" has no port; write an address such as :9091 or 127.0.0.1:9091";
        }
        else if (!ushort.TryParse(given.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            mistake = $"\"{given[(colon + 1)..]}\" is no port; write a number from 0 to 65535, as in :9091";
        }
        else if (!TryParseHost(given[..colon], out var host))
        {
            mistake = $"\"{given[..colon]}\" is no address to listen on; write an IP address ([...] around IPv6), localhost, or * for all interfaces";
        }
        else
        {
            address = new ListenAddress(host, port);
        }

        return address is not null;
    }

    /// <summary>Reads an address as <see cref="TryParse"/> does.</summary>
    /// <exception cref="FormatException">It is none; the message says why and what would be right.</exception>
    public static ListenAddress Parse(string text) => TryParse(text, out var address, out var mistake) ? address : throw new FormatException(mistake);

    /// <summary>As it is read: <c>*:9091</c>, <c>127.0.0.1:9091</c>, <c>[::1]:9091</c>.</summary>
    public override string ToString() => Host switch
    {
        null => $"*:{Port}",
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{Host}]:{Port}",
        _ => $"{Host}:{Port}",
    };

    private static bool TryParseHost(string text, out IPAddress? host)
    {
        host = null;
        if (text is "" or "*") return true;
        if (text == "localhost")
        {
            host = IPAddress.Loopback;
            return true;
        }

        var bracketed = text.StartsWith('[') && text.EndsWith(']');
        if (!IPAddress.TryParse(bracketed ? text[1..^1] : text, out host)) return false;
        // The parser takes "1" and "0x7f.1" for addresses; nobody means that by them.
        return host.AddressFamily == AddressFamily.InterNetworkV6 ? bracketed : !bracketed && host.ToString() == text;
    }
}
