namespace Streams.Events;

/// <summary>The row that a table has found for some of the values of a key, for the table to check before it looks further.</summary>
/// <param name="Choice">Which values.</param>
/// <param name="Row">The row.</param>
/// <param name="Occupant">Whose it was then.</param>
internal readonly record struct RowMemo(int[] Choice, int Row, int Occupant);
