using System.Text.Json;
using Streams.Discovery.Following;

namespace Streams.Discovery.Kubernetes;

/// <summary>The records of one namespace, by the resources that they stand in.</summary>
internal sealed class NamespaceRecords(KnownRecords known)
{
    private readonly Dictionary<string, Resource> _resources = [];
    private readonly WorkerResource _read = new();
    private int _list;

    /// <summary>Takes a list of all resources; those that are not in it have gone.</summary>
    /// <returns>The list's version.</returns>
    /// <exception cref="JsonException">It is not JSON; what was told before stays.</exception>
    internal string List(ReadOnlySpan<byte> text)
    {
        _list++;
        string? version = null;
        var isList = false;
        var reader = new Utf8JsonReader(text);
        reader.Read();
        while (reader.NextMember())
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                if (!reader.NextBegins(JsonTokenType.StartObject)) continue;
                while (reader.NextMember())
                {
                    if (reader.ValueTextEquals("resourceVersion"u8)) version = reader.NextText();
                    else reader.SkipNext();
                }
            }
            else if (!reader.ValueTextEquals("items"u8))
            {
                reader.SkipNext();
            }
            else if (reader.NextBegins(JsonTokenType.StartArray))
            {
                isList = true;
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    _read.Read(ref reader);
                    Put(text);
                }
            }
        }

        if (!isList || version is null) throw new StoreException("its answer is not a list of resources");
        foreach (var (name, resource) in _resources)
        {
            if (resource.List != _list) Delete(name);
        }

        return version;
    }

    /// <summary>Takes a line of a watch.</summary>
    /// <param name="text">The line.</param>
    /// <param name="version">The version to go on from.</param>
    /// <returns>Whether the watch goes on; false where its version is too old.</returns>
    /// <exception cref="StoreException">The server says that something is wrong.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal bool Take(ReadOnlySpan<byte> text, ref string version)
    {
        string? type = null;
        var reader = new Utf8JsonReader(text);
        reader.Read();
        while (reader.NextMember())
        {
            if (reader.ValueTextEquals("type"u8)) type = reader.NextText();
            else if (!reader.ValueTextEquals("object"u8)) reader.SkipNext();
            else if (reader.NextBegins(JsonTokenType.StartObject)) _read.Read(ref reader);
        }

        if (type == "ERROR") return _read.Code == 410 ? false : throw new StoreException($"it ends the watch with {_read.Code}: {_read.Message}");
        if (type is "ADDED" or "MODIFIED") Put(text);
        if (type == "DELETED") Delete(_read.Name);
        version = _read.Version ?? version;
        return true;
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        if (!_resources.TryGetValue(_read.Name, out var resource)) _resources.Add(_read.Name, resource = new Resource(WorkerIds.Of(_read.Name)));
        resource.List = _list;
        // Content that cannot be read leaves the last that could.
        if (!_read.HasContent) return;
        resource.Reading++;
        foreach (var (key, begin, length) in _read.Records)
        {
            known.Put(key, text.Slice(begin, length), resource.Worker, _read.Pod);
            resource.Keys[key] = resource.Reading;
        }

        foreach (var (key, reading) in resource.Keys)
        {
            // A dictionary may lose entries while it is walked.
            if (reading != resource.Reading && resource.Keys.Remove(key)) known.Remove(key);
        }
    }

    private void Delete(string name)
    {
        if (!_resources.Remove(name, out var resource)) return;
        foreach (var key in resource.Keys.Keys) known.Remove(key);
    }

    private sealed class Resource(string worker)
    {
        internal string Worker => worker;

        /// <summary>The last list that had it.</summary>
        internal int List { get; set; }

        /// <summary>How often it was read.</summary>
        internal int Reading { get; set; }

        /// <summary>Its records' keys, and the last reading that had them.</summary>
        internal Dictionary<string, int> Keys { get; } = [];
    }
}
