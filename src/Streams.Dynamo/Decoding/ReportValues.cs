using System.Runtime.CompilerServices;

namespace Streams.Dynamo.Decoding;

/// <summary>The numbers of a <see cref="WorkerReport"/>; the longest schema, that of forward passes, has twelve.</summary>
[InlineArray(12)]
internal struct ReportValues
{
    private double _first;
}
