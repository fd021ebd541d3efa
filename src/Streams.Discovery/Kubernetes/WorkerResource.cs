using System.Text.Json;
using Streams.Discovery.Following;

namespace Streams.Discovery.Kubernetes;

/// <summary>What one <c>DynamoWorkerMetadata</c> says, or the status that an API server sends in its place; read over and over.</summary>
/// <remarks>Values are parts of the text that it was read from: nothing of them is parsed or copied, since an event repeats the whole resource.</remarks>
internal sealed class WorkerResource
{
    private static readonly (string Map, string Bucket)[] Maps =
        [("endpoints", Buckets.Instances), ("model_cards", Buckets.Cards), ("event_channels", Buckets.EventChannels)];

    private readonly List<(string Key, int Begin, int Length)> _records = [];

    /// <summary>The name of the resource: that of its pod, or of the pod and a container.</summary>
    internal string Name { get; private set; } = "";

    /// <summary>The version that a watch goes on from.</summary>
    internal string? Version { get; private set; }

    /// <summary>The pod that owns it.</summary>
    internal string? Pod { get; private set; }

    /// <summary>Whether it has content that can be read: it may be null for a moment.</summary>
    internal bool HasContent { get; private set; }

    /// <summary>The code of a status: 410 where a version is too old.</summary>
    internal int Code { get; private set; }

    /// <summary>What a status says.</summary>
    internal string? Message { get; private set; }

    /// <summary>The records by key, and where their values stand in the text.</summary>
    internal IReadOnlyList<(string Key, int Begin, int Length)> Records => _records;

    /// <summary>Reads the object that begins here; the reader ends at its end.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal void Read(ref Utf8JsonReader reader)
    {
        _records.Clear();
        (Name, Version, Pod, HasContent, Code, Message) = ("", null, null, false, 0, null);
        while (reader.NextMember())
        {
            if (reader.ValueTextEquals("metadata"u8)) ReadMetadata(ref reader);
            else if (reader.ValueTextEquals("spec"u8)) ReadSpec(ref reader);
            else if (reader.ValueTextEquals("code"u8)) Code = reader.NextNumber();
            else if (reader.ValueTextEquals("message"u8)) Message = reader.NextText();
            else reader.SkipNext();
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (!reader.NextBegins(JsonTokenType.StartObject)) return;
        while (reader.NextMember())
        {
            if (reader.ValueTextEquals("name"u8)) Name = reader.NextText() ?? "";
            else if (reader.ValueTextEquals("resourceVersion"u8)) Version = reader.NextText();
            else if (reader.ValueTextEquals("ownerReferences"u8)) ReadOwners(ref reader);
            else reader.SkipNext();
        }
    }

    private void ReadOwners(ref Utf8JsonReader reader)
    {
        if (!reader.NextBegins(JsonTokenType.StartArray)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? kind = null, name = null;
            while (reader.NextMember())
            {
                if (reader.ValueTextEquals("kind"u8)) kind = reader.NextText();
                else if (reader.ValueTextEquals("name"u8)) name = reader.NextText();
                else reader.SkipNext();
            }

            if (kind == "Pod") Pod = name;
        }
    }

    private void ReadSpec(ref Utf8JsonReader reader)
    {
        if (!reader.NextBegins(JsonTokenType.StartObject)) return;
        while (reader.NextMember())
        {
            if (!reader.ValueTextEquals("data"u8)) reader.SkipNext();
            else if (reader.NextBegins(JsonTokenType.StartObject)) ReadMaps(ref reader);
        }
    }

    private void ReadMaps(ref Utf8JsonReader reader)
    {
        HasContent = true;
        while (reader.NextMember())
        {
            var bucket = "";
            foreach (var map in Maps)
            {
                if (reader.ValueTextEquals(map.Map)) bucket = map.Bucket;
            }

            if (bucket.Length == 0) reader.SkipNext();
            else if (reader.NextBegins(JsonTokenType.StartObject)) ReadRecords(ref reader, bucket);
            else if (reader.TokenType != JsonTokenType.Null) HasContent = false;
        }
    }

    private void ReadRecords(ref Utf8JsonReader reader, string bucket)
    {
        while (reader.NextMember())
        {
            var key = bucket + reader.GetString();
            reader.Read();
            var begin = (int)reader.TokenStartIndex;
            reader.Skip();
            _records.Add((key, begin, (int)reader.BytesConsumed - begin));
        }
    }
}
