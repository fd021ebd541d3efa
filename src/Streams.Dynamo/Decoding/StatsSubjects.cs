using System.Globalization;
using System.Text;

namespace Streams.Dynamo.Decoding;

/// <summary>Parses the subjects of endpoints: <c>{service}.{endpoint}-{hex id}</c>, or without an id for worker 0.</summary>
internal sealed class StatsSubjects(IReadOnlyList<string> services, string endpoint)
{
    private static readonly System.Buffers.SearchValues<byte> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly byte[][] _prefixes = [.. services.Select(service => Encoding.UTF8.GetBytes(service + "."))];
    private readonly byte[] _endpoint = Encoding.UTF8.GetBytes(endpoint);

    /// <summary>Whether the endpoint asked for could be taken for one with an id, so that no part of a subject tells alone.</summary>
    internal bool EndsLikeAnId => IdAt(_endpoint) is var at and >= 0 && !_endpoint.AsSpan(at).ContainsAnyExcept(HexDigits);

    /// <summary>Where the id of a subject begins that tells of a worker; -1 where it has none.</summary>
    internal static int IdAt(ReadOnlySpan<byte> subject)
    {
        var name = subject.LastIndexOf((byte)'.') + 1;
        var dash = subject[name..].LastIndexOf((byte)'-');
        return dash < 0 ? -1 : name + dash + 1;
    }

    /// <summary>Classifies the endpoint of a subject.</summary>
    /// <param name="subject">The subject in UTF-8.</param>
    /// <param name="worker">The worker; null where the id is no u64.</param>
    internal StatsEndpoint Tell(ReadOnlySpan<byte> subject, out KeyNumber? worker)
    {
        worker = null;
        foreach (var prefix in _prefixes)
        {
            if (subject.StartsWith(prefix)) return TellName(subject[prefix.Length..], out worker);
        }

        return StatsEndpoint.Foreign;
    }

    private StatsEndpoint TellName(ReadOnlySpan<byte> name, out KeyNumber? worker)
    {
        worker = new KeyNumber(0UL);
        if (name.SequenceEqual(_endpoint)) return StatsEndpoint.Asked;
        var dash = name.LastIndexOf((byte)'-');
        if (dash < 0) return StatsEndpoint.Other;
        var id = name[(dash + 1)..];
        if (id.IsEmpty || id.ContainsAnyExcept(HexDigits)) return StatsEndpoint.Foreign;
        worker = ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? new KeyNumber(bits) : null;
        return name[..dash].SequenceEqual(_endpoint) ? StatsEndpoint.Asked : StatsEndpoint.Other;
    }
}
