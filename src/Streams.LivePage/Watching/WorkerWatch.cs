using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;

namespace Streams.LivePage.Watching;

/// <summary>What one worker's sources say, for as long as somebody looks: the last event of each, and how long its lease is (N3).</summary>
/// <remarks>The lane tells it every event of the pipeline meanwhile: a comparison each, and nothing while nobody looks.</remarks>
internal sealed class WorkerWatch : IDisposable
{
    private readonly PipelineDefinition _pipeline;
    private readonly TimeProvider _time;
    private readonly string _value;
    private readonly Lock _gate = new();
    private readonly Last?[] _last;
    private readonly IDisposable[] _subscriptions;

    /// <summary>Watches the events whose key <paramref name="label"/> is this value.</summary>
    internal WorkerWatch(PipelineDefinition pipeline, LaneData data, string label, string value, TimeProvider time)
    {
        (_pipeline, _value, _time) = (pipeline, value, time);
        _last = new Last?[pipeline.Sources.Count];
        _subscriptions = [.. pipeline.Sources.Select((source, i) => (source, i, Key: source.Schema.KeyIndex(label))).Where(s => s.Key >= 0)
            .Select(s => data.Events(s.source.Name).Subscribe(e => See(s.i, s.Key, e), _ => { }))];
    }

    /// <summary>
    /// Writes <c>{"time":T,"sources":[{"name":…,"lease":"10s","seconds":10,"alive":[…],"events":n,"last":{"at":T,"keys":{…},"fields":{…}}}]}</c>; <c>last</c>
    /// is null where nothing came since the watch began.
    /// </summary>
    internal void Write(IBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("time", Text(_time.GetUtcNow()));
        json.WriteStartArray("sources");
        lock (_gate)
        {
            for (var i = 0; i < _last.Length; i++) Write(json, _pipeline.Sources[i], _last[i]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Lets the lane go.</summary>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
    }

    private static void Write(Utf8JsonWriter json, SourceDefinition source, Last? last)
    {
        json.WriteStartObject();
        json.WriteString("name", source.Name);
        json.WriteNumber("seconds", source.Expire.TotalSeconds);
        json.WriteStartArray("alive");
        foreach (var other in source.Alive) json.WriteStringValue(other);
        json.WriteEndArray();
        json.WriteNumber("events", last?.Count ?? 0);
        if (last is null)
        {
            json.WriteNull("last");
        }
        else
        {
            json.WriteStartObject("last");
            json.WriteString("at", Text(last.At));
            json.WriteStartObject("keys");
            for (var k = 0; k < source.Schema.Keys.Count; k++) json.WriteString(source.Schema.Keys[k], last.Keys.Values[k]);
            json.WriteEndObject();
            json.WriteStartObject("fields");
            for (var f = 0; f < last.Values.Length; f++)
            {
                if (double.IsFinite(last.Values[f])) json.WriteNumber(source.Schema.Fields[f], last.Values[f]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void See(int source, int key, in Event e)
    {
        if (e.Keys.Values[key] != _value) return;
        lock (_gate)
        {
            var last = _last[source] ??= new Last(new double[_pipeline.Sources[source].Schema.Fields.Count]);
            for (var f = 0; f < last.Values.Length; f++) last.Values[f] = e[f];
            (last.At, last.Keys, last.Count) = (_time.GetUtcNow(), e.Keys, last.Count + 1);
        }
    }

    /// <summary>The last event of a source, and how many there were.</summary>
    private sealed class Last(double[] values)
    {
        internal double[] Values => values;

        internal DateTimeOffset At { get; set; }

        internal WorkerKey Keys { get; set; } = WorkerKey.None;

        internal long Count { get; set; }
    }
}
