namespace Streams.Reducing;

/// <summary>What stands in the parentheses of a reducer's call.</summary>
public enum ReducerArguments
{
    /// <summary>A field.</summary>
    Field,

    /// <summary>A field, or nothing: then events are taken as they are.</summary>
    FieldOrNone,

    /// <summary>A number from 0 to 1, and a field.</summary>
    QuantileAndField,
}
