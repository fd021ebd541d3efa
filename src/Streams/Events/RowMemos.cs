using System.Runtime.CompilerServices;

namespace Streams.Events;

/// <summary>A row for each of the first choices of labels of a table.</summary>
[InlineArray(Count)]
internal struct RowMemos
{
    internal const int Count = 2;

    private RowMemo _first;
}
