using System.Net;

namespace Streams.Zmq;

/// <summary>Which addresses may be connected: whoever can write a discovery store could point a reader anywhere.</summary>
/// <param name="networks">The networks that may be; empty: all but link-local ones.</param>
internal sealed class AllowedNetworks(IReadOnlyList<IPNetwork> networks)
{
    // Where clouds keep the credentials of a machine.
    private static readonly IPNetwork[] LinkLocal = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10")];

    /// <summary>Reads networks as <c>10.0.0.0/8,192.168.1.7</c>; null where one of them is none, which is then <paramref name="wrong"/>.</summary>
    internal static AllowedNetworks? Parse(string? text, out string? wrong)
    {
        wrong = null;
        var networks = new List<IPNetwork>();
        foreach (var word in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(word, out var network)) networks.Add(network);
            else if (IPAddress.TryParse(word, out var address)) networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else wrong ??= word;
        }

        return wrong is null ? new AllowedNetworks(networks) : null;
    }

    internal bool Allow(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return networks.Count > 0 ? networks.Any(n => n.Contains(address)) : !LinkLocal.Any(n => n.Contains(address));
    }
}
