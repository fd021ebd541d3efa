using Streams.Across;

namespace Streams.Publishing;

/// <summary>What the page shows of one reading: a series, or several that come and leave together.</summary>
internal interface IShownSeries
{
    /// <summary>Shows a reading.</summary>
    void Show(in GroupReading reading);

    /// <summary>Takes everything from the page; it is not used again.</summary>
    void Remove();
}
