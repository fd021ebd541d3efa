using Streams.Definitions.Mistakes;

namespace Streams.Definitions.Syntax;

/// <summary>A name in a condition, with its place: of a key where it is compared with text, else of a field.</summary>
internal sealed record NameUse(string Name, Position At, bool IsKey);
