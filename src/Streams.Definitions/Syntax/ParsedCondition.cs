using Streams.Filtering;

namespace Streams.Definitions.Syntax;

/// <summary>A condition that was read, with the place of every name in it.</summary>
internal sealed record ParsedCondition(Condition Condition, IReadOnlyList<NameUse> Uses);
