using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Streams.Zmq;

/// <summary>Where a publisher listens: <c>tcp://host:port</c>, an address of IPv6 in brackets.</summary>
internal sealed record ZmqAddress(string Host, int Port)
{
    private const string Scheme = "tcp://";

    /// <summary>Reads an address; false for anything but <c>tcp://host:port</c>.</summary>
    internal static bool TryParse(string? text, [NotNullWhen(true)] out ZmqAddress? address)
    {
        address = null;
        if (text?.StartsWith(Scheme, StringComparison.Ordinal) is not true) return false;
        var colon = text.LastIndexOf(':');
        if (colon < Scheme.Length) return false;
        var host = text[Scheme.Length..colon];
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0) return false;
        var isV6 = host is ['[', .., ']'];
        if (isV6) host = host[1..^1];
        var isRight = isV6
            ? IPAddress.TryParse(host, out var ip) && host.Contains(':')
            : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
        if (isRight) address = new ZmqAddress(host, port);
        return isRight;
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"{Scheme}[{Host}]:{Port}" : $"{Scheme}{Host}:{Port}";
}
