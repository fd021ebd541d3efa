using System.Text.Json;

namespace Streams.Discovery.Following;

/// <summary>The last known records of a store: what it is given again is told only where it differs.</summary>
internal sealed class KnownRecords(IDiscoveryObserver observer)
{
    /// <summary>A card with all it can hold is a few tens of KiB.</summary>
    internal const int LongestValue = 1 << 20;

    private const int LongestKey = 1024;

    private const int MostRefusals = 1024;

    private readonly Dictionary<string, Known> _records = [];
    private readonly HashSet<(string Key, string Why)> _refused = [];
    private int _reading;

    /// <summary>From here to <see cref="EndReading"/> everything that the store holds is put or kept.</summary>
    internal void BeginReading() => _reading++;

    /// <summary>What has been neither put nor kept since <see cref="BeginReading"/> has gone.</summary>
    internal void EndReading()
    {
        foreach (var (key, known) in _records)
        {
            // A dictionary may lose entries while it is walked.
            if (known.Reading != _reading) Remove(key);
        }
    }

    /// <summary>The store holds this record.</summary>
    internal void Put(string key, ReadOnlySpan<byte> value, string? worker = null, string? pod = null)
    {
        if (_records.TryGetValue(key, out var known) && known.Is(value, worker, pod))
        {
            known.Reading = _reading;
            return;
        }

        if (Mistake(key, value) is { } why)
        {
            Refuse(key, why);
            return;
        }

        var copy = value.ToArray();
        _records[key] = new Known(copy, worker, pod) { Reading = _reading };
        observer.Changed(new DiscoveryChange(key, copy, worker, pod));
    }

    /// <summary>The store holds something under this key that cannot be read.</summary>
    internal void Refuse(string key, string why)
    {
        Keep(key);
        if (_refused.Count < MostRefusals && _refused.Add((key, why))) observer.Refused(key, why);
    }

    /// <summary>The store holds this record as it was.</summary>
    internal void Keep(string key)
    {
        if (_records.TryGetValue(key, out var known)) known.Reading = _reading;
    }

    /// <summary>The store holds this record no longer.</summary>
    internal void Remove(string key)
    {
        if (_records.Remove(key)) observer.Changed(new DiscoveryChange(key, default));
    }

    private static string? Mistake(string key, ReadOnlySpan<byte> value)
    {
        if (key.Length > LongestKey) return $"its key is longer than {LongestKey} characters";
        if (value.Length > LongestValue) return $"it is longer than {LongestValue} bytes";
        try
        {
            var reader = new Utf8JsonReader(value);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "it is no JSON object";
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return "it is no JSON: " + e.Message;
        }
    }

    private sealed class Known(byte[] value, string? worker, string? pod)
    {
        internal int Reading { get; set; }

        internal bool Is(ReadOnlySpan<byte> other, string? otherWorker, string? otherPod) =>
            other.SequenceEqual(value) && worker == otherWorker && pod == otherPod;
    }
}
