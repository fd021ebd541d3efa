using System.Text.Json;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;

namespace Streams.Dynamo.Hearing;

/// <summary>Which releases send a message of that form.</summary>
internal static class ReleaseEvidence
{
    private static readonly (string First, string Last)[] Names =
    [
        ("0.1.0", "0.1.0"), ("0.1.1", "0.2.0"), ("0.2.1", "0.2.1"), ("0.3.0", "0.3.1"), ("0.3.2", "0.4.0"), ("0.4.1", "0.6.0"), ("0.6.1", "0.7"),
        ("0.8", "0.8"), ("0.9", "0.9"), ("1.0", "1.0"), ("1.1", "1.2"), ("1.3", "1.3"), ("1.4", ""),
    ];

    /// <summary>Whose services have names with a hash.</summary>
    internal static Releases Hashed => Before(Releases.R021);

    /// <summary>Whose workers answer without numbers on any endpoint.</summary>
    internal static Releases WithoutNumbers => Releases.All & ~Before(Releases.R061);

    /// <summary>Releases in words, such as <c>0.4.1 to 0.6.0</c>.</summary>
    internal static string Text(Releases releases)
    {
        if (releases is Releases.None or Releases.All) return "some release";
        var bits = Enumerable.Range(0, Names.Length).Where(i => releases.HasFlag((Releases)(1 << i))).ToArray();
        var (first, last) = (Names[bits[0]].First, Names[bits[^1]].Last);
        return last.Length == 0 ? $"{first} and later" : first == last ? first : bits[0] == 0 ? $"releases to {last}" : $"{first} to {last}";
    }

    /// <summary>Of an event.</summary>
    internal static Releases Of(EventSubject subject, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return Releases.All;
        if (subject.Endpoint is not null) return Releases.R140;
        var isPacked = EventEnvelope.Begins(payload);
        return subject.Topic switch
        {
            DynamoSubjects.ForwardPassTopic => Releases.R110 | Releases.R130,
            DynamoSubjects.HitRateTopic => isPacked ? Releases.R090 : Before(Releases.R090),
            DynamoSubjects.LoadTopic when !isPacked => payload.IndexOf("\"kv_stats\""u8) >= 0 ? Releases.R041 | Releases.R061 : Releases.R080,
            DynamoSubjects.LoadTopic => payload.IndexOf("kv_used_blocks"u8) >= 0
                ? Releases.R110 | Releases.R130
                : Releases.R090 | Releases.R100 | Releases.R110 | Releases.R130,
            _ => Releases.All,
        };
    }

    /// <summary>Of a service's name, where it is that of a component; none where it is not.</summary>
    internal static Releases Of(string service, string @namespace, string component) =>
        (service == ServiceNames.Of010(@namespace, component) ? Releases.R010 : 0)
        | (service == ServiceNames.Of020(@namespace, component) ? Releases.R011 : 0)
        | (service == ServiceNames.Of021(@namespace, component) ? Releases.All & ~Before(Releases.R021) : 0);

    /// <summary>Of an endpoint in an answer to <c>$SRV.STATS</c>.</summary>
    internal static Releases OfStatistics(JsonElement endpoint)
    {
        if (!endpoint.TryGetProperty("data", out var data)) return Releases.All & ~Before(Releases.R080);
        if (data.ValueKind != JsonValueKind.Object) return Before(Releases.R080);
        if (data.TryGetProperty("kv_stats", out _)) return Releases.R032 | Releases.R041;
        return data.TryGetProperty("data_parallel_rank", out _) ? Releases.R030 : Before(Releases.R030);
    }

    private static Releases Before(Releases one) => (Releases)((int)one - 1);
}
