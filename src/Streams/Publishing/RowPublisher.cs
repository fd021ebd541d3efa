using System.Runtime.InteropServices;
using Streams.Planning;

namespace Streams.Publishing;

/// <summary>Shows readings as rows.</summary>
internal sealed class RowPublisher(ISeriesRows rows) : IReadingsPublisher
{
    public void Publish(WindowReadings readings) => rows.Show(ImmutableCollectionsMarshal.AsImmutableArray(readings.KeyArray), readings.Values);

    public void Clear() => rows.Show([], []);
}
