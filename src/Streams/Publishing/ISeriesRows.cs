using System.Collections.Immutable;
using Streams.Events;

namespace Streams.Publishing;

/// <summary>Many series of one family that are read together: a row for each key.</summary>
/// <remarks>Shown while a page is read, as all series are; but rows may become none at any time, by the thread of their lane.</remarks>
public interface ISeriesRows
{
    /// <summary>What the page shows of them. While a page is read it changes under the hands of whoever keeps it.</summary>
    ShownRows Shown { get; }

    /// <summary>Makes the page show these rows and no others.</summary>
    /// <param name="keys">The rows' label values, in order, each once. The same array as at the last call says that none came and none left.</param>
    /// <param name="values">The value of each row; NaN where it is not on the page. Copied.</param>
    void Show(ImmutableArray<WorkerKey> keys, ReadOnlySpan<double> values);
}
