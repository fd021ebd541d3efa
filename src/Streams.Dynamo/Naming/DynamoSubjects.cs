using System.Text;

namespace Streams.Dynamo.Naming;

/// <summary>The subjects of Dynamo's events in both layouts: with the endpoint (1.4 and later, percent-encoded) and without (raw), D3.</summary>
internal static class DynamoSubjects
{
    /// <summary>The topic of load reports.</summary>
    internal const string LoadTopic = "kv_metrics";

    /// <summary>The topic of hit events.</summary>
    internal const string HitRateTopic = "kv-hit-rate";

    /// <summary>The topic of forward passes.</summary>
    internal const string ForwardPassTopic = "forward-pass-metrics";

    /// <summary>Where frontends publish the rows of their request traces, of all namespaces.</summary>
    internal const string Requests = "dynamo.request_trace.v1";

    /// <summary>Where load reports arrive; before 1.4 those of every component of the namespace.</summary>
    internal static IReadOnlyList<string> Load(string @namespace, string component) =>
        [OfNamespace(@namespace, LoadTopic), OfEndpoint(@namespace, component, "*", LoadTopic)];

    /// <summary>Where hit events arrive: they never name a component.</summary>
    internal static IReadOnlyList<string> HitRate(string @namespace) => [OfNamespace(@namespace, HitRateTopic)];

    /// <summary>Where forward passes arrive.</summary>
    internal static IReadOnlyList<string> ForwardPass(string @namespace, string component) =>
        [OfComponent(@namespace, component, ForwardPassTopic), OfEndpoint(@namespace, component, "*", ForwardPassTopic)];

    /// <summary>A subject of a namespace; its name stands raw.</summary>
    internal static string OfNamespace(string @namespace, string topic) => $"namespace.{@namespace}.{topic}";

    /// <summary>A subject of a component; the names stand raw.</summary>
    internal static string OfComponent(string @namespace, string component, string topic) =>
        $"namespace.{@namespace}.component.{component}.{topic}";

    /// <summary>A subject of an endpoint; the names are encoded, but for wildcards in them.</summary>
    internal static string OfEndpoint(string @namespace, string component, string endpoint, string topic) =>
        $"namespace.{Encode(@namespace)}.component.{Encode(component)}.endpoint.{Encode(endpoint)}.{topic}";

    /// <summary>One token of a subject: all bytes but ASCII letters, digits, <c>-</c>, <c>_</c> and the wildcard <c>*</c> as <c>%XX</c>.</summary>
    internal static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length);
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'*') encoded.Append((char)b);
            else encoded.Append('%').Append(b.ToString("X2", null));
        }

        return encoded.ToString();
    }
}
