using System.Text;
using Streams.Definitions.Mistakes;

namespace Streams.Scenarios.Running;

/// <summary>Writes into a scenario file what the page shows, where it expects other numbers; everything else stays as it is.</summary>
public static class Corrections
{
    /// <summary>The corrected text, and how many values were corrected.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="failures">What did not hold in it; those without a correction are left.</param>
    public static (string Text, int Count) Apply(string text, IEnumerable<Failure> failures)
    {
        var report = new Report("") { Text = text };
        var corrected = new StringBuilder(text);
        var count = 0;
        foreach (var failure in failures.Where(f => f.Correction is not null).DistinctBy(f => f.Place).OrderByDescending(f => (f.Place.Line, f.Place.Column)))
        {
            var from = report.OffsetOf(new Position(failure.Place.Line, failure.Place.Column));
            corrected.Remove(from, failure.Place.Length).Insert(from, failure.Correction);
            count++;
        }

        return (corrected.ToString(), count);
    }
}
