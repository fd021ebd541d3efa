using Streams.Definition;

namespace Streams.Publishing;

/// <summary>A family of series on the page: everything that its HELP and TYPE lines and its label names say.</summary>
/// <param name="Name">The metric's name; of a histogram that of one of its three parts (<see cref="MetricType.Histogram"/>), which are declared one
/// by one.</param>
/// <param name="Help">One line, not escaped.</param>
/// <param name="Type">The type.</param>
/// <param name="ConstantLabels">Labels with the same value on every series, in order; before the others.</param>
/// <param name="LabelNames">Names of the labels whose values each series states, in order.</param>
public sealed record SeriesFamily(
    string Name,
    string Help,
    MetricType Type,
    IReadOnlyList<KeyValuePair<string, string>> ConstantLabels,
    IReadOnlyList<string> LabelNames);

/// <summary>Where series appear: the page.</summary>
/// <remarks>Called while a page is read and at no other time, by one thread at a time. Exceptions are faults and end the lane; where memory is lacking
/// (<see cref="OutOfMemoryException"/>) that read fails alone, and the next one shows everything anew.</remarks>
public interface ISeriesSink
{
    /// <summary>Declares a family; its series appear with their first value. Declared families of one name agree in help, type and label names.</summary>
    ISeriesFamily Declare(SeriesFamily family);

    /// <summary>Declares a family whose series come as rows. A sink that does not know rows shows each of them as a series.</summary>
    IRowFamily DeclareRows(SeriesFamily family) => new RowsAsSeries.Family(Declare(family));
}

/// <summary>A declared family.</summary>
public interface ISeriesFamily
{
    /// <summary>A new series with these label values; it is on the page when it has a value.</summary>
    ISeries Create(IReadOnlyList<string> labelValues);
}

/// <summary>One series on the page.</summary>
public interface ISeries
{
    /// <summary>Gives it a value. A counter may be given a lower one: its group began anew, and so does it.</summary>
    void Set(double value);

    /// <summary>Takes it from the page; it is not used again.</summary>
    void Remove();
}
