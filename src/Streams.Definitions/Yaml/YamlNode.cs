using Streams.Definitions.Mistakes;

namespace Streams.Definitions.Yaml;

/// <summary>A node of the file with its place. An alias stands for the same object as its anchor.</summary>
/// <param name="At">Where it begins.</param>
internal abstract record YamlNode(Position At)
{
    /// <summary>How many nodes it has, itself included, aliases followed.</summary>
    public int Size { get; protected init; } = 1;

    /// <summary>How many levels it has, itself included, aliases followed.</summary>
    public int Height { get; protected init; } = 1;

    /// <summary>What it is, in a sentence: "text", "a list" or "a mapping".</summary>
    public abstract string Noun { get; }

    /// <summary>A scalar.</summary>
    /// <param name="At">Where it begins.</param>
    /// <param name="Text">Its text, after replacement of parameters.</param>
    /// <param name="IsPlain">Whether it stands without quotes.</param>
    /// <param name="Indent">Columns from its start to its first character where it is verbatim on one line; null elsewhere.</param>
    public sealed record Scalar(Position At, string Text, bool IsPlain, int? Indent) : YamlNode(At)
    {
        public override string Noun => "text";

        /// <summary>Whether the file gives no value: nothing, <c>~</c> or <c>null</c>, without quotes.</summary>
        public bool IsNull => IsPlain && Text is "" or "~" or "null";

        /// <summary>The place of a character of the text; of the scalar, where characters cannot be told apart.</summary>
        public Position CharacterAt(int offset) => Indent is { } indent ? At with { Column = At.Column + indent + offset } : At;
    }

    /// <summary>A list.</summary>
    public sealed record Sequence : YamlNode
    {
        public Sequence(Position at, IReadOnlyList<YamlNode> items)
            : base(at)
        {
            Items = items;
            Size = 1 + items.Sum(item => item.Size);
            Height = 1 + items.Select(item => item.Height).DefaultIfEmpty().Max();
        }

        public IReadOnlyList<YamlNode> Items { get; }

        public override string Noun => "a list";
    }

    /// <summary>A mapping, in the file's order; a key may still be there twice before parameters are replaced.</summary>
    public sealed record Mapping : YamlNode
    {
        public Mapping(Position at, IReadOnlyList<KeyValuePair<Scalar, YamlNode>> entries)
            : base(at)
        {
            Entries = entries;
            Size = 1 + entries.Sum(entry => 1 + entry.Value.Size);
            Height = 1 + entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max();
        }

        public IReadOnlyList<KeyValuePair<Scalar, YamlNode>> Entries { get; }

        public override string Noun => "a mapping";

        /// <summary>The value of a key, or null.</summary>
        public YamlNode? Find(string key)
        {
            foreach (var (name, value) in Entries)
            {
                if (name.Text == key) return value;
            }

            return null;
        }
    }
}
