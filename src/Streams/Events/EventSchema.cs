namespace Streams.Events;

/// <summary>The key names and field names that every event of one source has, in the order in which decoders write them.</summary>
public sealed record EventSchema
{
    /// <summary>Creates a schema. Names are unique; an event holds a value for every key and, of the fields, those that it has.</summary>
    public EventSchema(IEnumerable<string> keys, IEnumerable<string> fields)
    {
        Keys = [.. keys];
        Fields = [.. fields];
    }

    /// <summary>Key names, for example <c>worker_id</c> and <c>dp_rank</c>.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Field names, for example <c>isl_blocks</c>.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>The fields that every event must have: one that lacks any of them is rejected, <c>missing_field</c>. Default none.</summary>
    public IReadOnlyList<string> RequiredFields { get; init; } = [];

    /// <summary>Keys that a message may leave out, with their default values, for example <c>dp_rank</c> and 0. Default none.</summary>
    public IReadOnlyDictionary<string, string> KeyDefaults { get; init; } = new Dictionary<string, string>();

    /// <summary>The position of a field, or -1.</summary>
    public int FieldIndex(string name) => IndexOf(Fields, name);

    /// <summary>The position of a key, or -1.</summary>
    public int KeyIndex(string name) => IndexOf(Keys, name);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name) return i;
        }

        return -1;
    }
}
