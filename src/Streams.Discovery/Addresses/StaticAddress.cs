using System.Text.RegularExpressions;

namespace Streams.Discovery.Addresses;

/// <summary>An address at which messages of publishers are to be had, of any topic, and what they belong to.</summary>
/// <param name="Namespace">Dynamo's namespace.</param>
/// <param name="Component">The component; null where the messages themselves name it.</param>
/// <param name="Endpoint">Where to connect: <c>tcp://HOST:PORT</c>.</param>
public sealed partial record StaticAddress(string Namespace, string? Component, string Endpoint)
{
    /// <summary>Reads <c>NAMESPACE=tcp://HOST:PORT</c> or <c>NAMESPACE/COMPONENT=tcp://HOST:PORT</c>; null where it is neither.</summary>
    public static StaticAddress? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Form().Match(text) is { Success: true } found && ushort.TryParse(found.Groups["port"].Value, out var port) && port > 0
            ? new StaticAddress(found.Groups["ns"].Value, found.Groups["c"] is { Success: true } component ? component.Value : null, found.Groups["at"].Value)
            : null;
    }

    [GeneratedRegex(@"^(?<ns>[^/=\s]+)(/(?<c>[^/=\s]+))?=(?<at>tcp://([^/:\s\[\]@]+|\[[0-9a-fA-F:.]+\]):(?<port>[0-9]{1,5}))$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
