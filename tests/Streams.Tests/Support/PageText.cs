using System.Globalization;
using Streams.Publishing;

namespace Streams.Tests.Support;

/// <summary>A page as tests compare it.</summary>
internal static class PageText
{
    extension(SeriesTable page)
    {
        /// <summary>Every series and its value: <c>name{label="value"}</c> to its number.</summary>
        internal IReadOnlyDictionary<string, double> Series => page.Rows.ToDictionary(row => row.Id, row => row.Value);

        /// <summary>The lines of a pipeline's own metrics, without the daemon's.</summary>
        internal string Lines => string.Join('\n', page.Rows
            .Where(row => !row.Family.Name.StartsWith("streams_", StringComparison.Ordinal))
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Id} {row.Value}")));
    }

    /// <summary>A page that takes no number that is not finite (N8).</summary>
    internal static SeriesTable New() => new() { Changed = (row, value) => Assert.True(value is null || double.IsFinite(value.Value), row.Id) };
}
