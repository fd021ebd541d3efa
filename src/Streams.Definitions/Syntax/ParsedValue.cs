using Streams.Reducing;

namespace Streams.Definitions.Syntax;

/// <summary>A value that was read, with the place of every call in it.</summary>
internal sealed record ParsedValue(ValueExpression Expression, IReadOnlyList<FieldUse> Uses);
