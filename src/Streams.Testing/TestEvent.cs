using Streams.Events;

namespace Streams.Testing;

/// <summary>An event as a decoder would have made it, by the names of its keys and fields.</summary>
/// <param name="Keys">Its keys by name, without those that the source knows a default for.</param>
/// <param name="Fields">Its fields by name.</param>
public sealed record TestEvent(IReadOnlyList<KeyValuePair<string, string>> Keys, IReadOnlyList<KeyValuePair<string, double>> Fields)
{
    /// <summary>An event of one key.</summary>
    public static TestEvent Of(string key, string value, params IReadOnlyList<(string Name, double Value)> fields) =>
        new([new(key, value)], [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);

    /// <summary>The event with one more key.</summary>
    public TestEvent With(string key, string value) => this with { Keys = [.. Keys, new(key, value)] };

    /// <summary>Its keys as the source's schema orders them.</summary>
    /// <exception cref="ArgumentException">It has a key that the schema lacks, or the other way round.</exception>
    internal WorkerKey KeysFor(EventSchema schema)
    {
        foreach (var (name, _) in Keys.Where(k => schema.KeyIndex(k.Key) < 0))
        {
            throw new ArgumentException($"the source has no key {name}; it has {string.Join(", ", schema.Keys)}");
        }
        return new WorkerKey([.. schema.Keys.Select(name =>
            Keys.Where(k => k.Key == name).Select(k => k.Value).FirstOrDefault() ?? schema.KeyDefaults.GetValueOrDefault(name)
            ?? throw new ArgumentException($"the event has no {name}"))]);
    }

    /// <summary>Its values as the source's schema orders them; NaN is a field that it does not have.</summary>
    /// <exception cref="ArgumentException">It has a field that the schema lacks.</exception>
    internal double[] ValuesFor(EventSchema schema)
    {
        var values = new double[schema.Fields.Count];
        Array.Fill(values, double.NaN);
        foreach (var (name, value) in Fields)
        {
            var field = schema.FieldIndex(name);
            if (field < 0) throw new ArgumentException($"the source has no field {name}; it has {string.Join(", ", schema.Fields)}");
            values[field] = value;
        }

        return values;
    }
}
