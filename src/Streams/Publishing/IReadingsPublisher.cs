using Streams.Planning;

namespace Streams.Publishing;

/// <summary>Keeps what the page shows of one metric and window as the latest readings have it.</summary>
internal interface IReadingsPublisher
{
    /// <summary>Makes the page show these readings, which are in the order of their keys, and no others.</summary>
    void Publish(WindowReadings readings);

    /// <summary>Makes the page show none.</summary>
    void Clear();
}
