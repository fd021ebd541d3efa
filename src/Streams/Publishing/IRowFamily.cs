namespace Streams.Publishing;

/// <summary>A declared family whose series come as rows.</summary>
public interface IRowFamily
{
    /// <summary>New rows, empty as yet. Those of one declaration differ in <paramref name="lastLabels"/>.</summary>
    /// <param name="lastLabels">The values of the family's last labels, the same for every row; a row's key has those of the labels before.</param>
    ISeriesRows Create(IReadOnlyList<string> lastLabels);
}
