using System.Buffers;
using System.Text.Json;

namespace Streams.LivePage;

/// <summary>The last quarter of an hour of all gauges of the pipelines, a value every 15 seconds, within a bound in bytes.</summary>
/// <remarks>
/// A beat copies the rows that the page has anyway, four bytes a series. What does not fit into the bound shortens the history, and what has left the page
/// is forgotten with its last beat. Safe from any thread, but <see cref="Take"/> only while the page is read.
/// </remarks>
internal sealed class LiveHistory(LiveTables tables, long maxBytes = LiveHistory.MaxBytes)
{
    /// <summary>The beats that are kept.</summary>
    internal const int Beats = 60;

    /// <summary>What they may take.</summary>
    internal const long MaxBytes = 64L << 20;

    /// <summary>The most series of an answer: of one name, those of a full fleet; some 10 MB.</summary>
    internal const int MaxSeries = 20_000;

    /// <summary>From one beat to the next.</summary>
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly List<DateTimeOffset> _times = [];
    private long _next;

    /// <summary>The bytes that are kept, as far as they are counted: values, and keys that nothing else holds.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Takes what the page shows at this instant.</summary>
    internal void Take(DateTimeOffset at)
    {
        lock (tables.Gate)
        {
            // A lane whose clock was set back begins anew, and so does what it was.
            if (_times.Count > 0 && at <= _times[^1]) Forget(_times.Count);
            _times.Add(at);
            var beat = _next++;
            foreach (var column in tables.Columns) Bytes += column.Remember(beat);
            if (_times.Count > Beats) Forget(1);
            while (Bytes > maxBytes && _times.Count > 0) Forget(1);
        }
    }

    /// <summary>
    /// Writes it as JSON, like the tables of <c>/events</c> with a table for each family and lists of values, one for each of <c>times</c>:
    /// <c>{"times":[seconds…],"tables":[{"pipeline":…,"constants":{…},"labels":[…],"columns":[{"name":…}],"rows":[[label values…,[values or null…]]]}]}</c>.
    /// </summary>
    /// <returns>False where it would be more than <see cref="MaxSeries"/>; what is written then is of no use.</returns>
    internal bool TryWrite(IBufferWriter<byte> to, HistoryFilter filter)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true });
        var left = MaxSeries;
        lock (tables.Gate)
        {
            json.WriteStartObject();
            json.WriteStartArray("times");
            foreach (var time in _times) json.WriteNumberValue(time.ToUnixTimeMilliseconds() / 1000.0);
            json.WriteEndArray();
            json.WriteStartArray("tables");
            foreach (var table in tables.All)
            {
                left -= table.WriteHistory(json, filter, _next - _times.Count, _times.Count, left);
                if (left < 0) return false;
            }

            json.WriteEndArray();
            json.WriteEndObject();
            return true;
        }
    }

    private void Forget(int beats)
    {
        _times.RemoveRange(0, beats);
        var first = _next - _times.Count;
        foreach (var column in tables.Columns) Bytes -= column.Forget(first);
    }
}
