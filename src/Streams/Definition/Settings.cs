
namespace Streams.Definition;

/// <summary>One mapping of a pipeline file as its reader sees it: typed values by key, and mistakes with their place.</summary>
/// <remarks>A key that no reader asked for is reported as unknown, with the nearest name that was asked for.</remarks>
public abstract class Settings
{
    /// <summary>A scalar; null, and a mistake where <paramref name="required"/>, if it is not there.</summary>
    public abstract string? Text(string key, bool required = false);

    /// <summary>A length of time such as <c>500ms</c>, <c>10s</c>, <c>1m</c>, <c>1h</c>; positive.</summary>
    public abstract TimeSpan? Duration(string key, bool required = false);

    /// <summary>A scalar out of a closed set; a mistake with "did you mean" otherwise.</summary>
    public abstract string? Choice(string key, IReadOnlyList<string> choices, bool required = false);

    /// <summary>A nested mapping.</summary>
    public abstract Settings? Mapping(string key, bool required = false);

    /// <summary>The scalar, or the scalars of a sequence; empty if it is not there.</summary>
    public abstract IReadOnlyList<string> Texts(string key, bool required = false);

    /// <summary>The keys that stand in the mapping, in order; asking for them so makes none of them known.</summary>
    public abstract IReadOnlyList<string> Keys { get; }

    /// <summary>Reports a mistake at the value of <paramref name="key"/>, or at the mapping where the key is not there.</summary>
    public abstract void Mistake(string key, string wrong, string right);

    /// <summary>Text of a file between quotes, fit for one line of a message: at most 60 characters, none of them a control character.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return "'" + OneLine(text.Length > 60 ? text[..60] + "…" : text) + "'";
    }

    /// <summary>Text without line breaks and other control characters: each is a space.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? ' ' : from[i];
        });
    }
}
