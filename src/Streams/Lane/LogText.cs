using System.Globalization;
using System.Text;

namespace Streams.Lane;

/// <summary>Text of others, such as payloads and what a server says, as it may stand in a log: on one line, and without power over a terminal.</summary>
public static class LogText
{
    /// <summary>
    /// The text with control, format and separator characters as <c>\u001b</c>; what is longer than <paramref name="most"/> characters is cut.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many of its characters are shown.</param>
    public static string Escape(string text, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(Math.Min(text.Length, most));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, most)))
        {
            if (char.GetUnicodeCategory(c)
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else escaped.Append(c);
        }

        return text.Length > most ? escaped.Append('…').ToString() : escaped.ToString();
    }
}
