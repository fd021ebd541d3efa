using Streams.Definitions.Mistakes;
using Streams.Reducing;

namespace Streams.Definitions.Syntax;

/// <summary>A call in a value, with the places of its reducer and of its field.</summary>
internal sealed record FieldUse(ValueExpression.Call Call, Position At, Position FieldAt);
