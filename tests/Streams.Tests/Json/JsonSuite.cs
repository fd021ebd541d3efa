using System.Text;

namespace Streams.Tests.Json;

/// <summary>Cases that every reader of JSON is held against: what RFC 8259 accepts, what it rejects, and what it leaves open.</summary>
internal static partial class JsonSuite
{
    internal static IEnumerable<JsonCase> Open =>
    [
        Raw("a byte of Latin-1 in a text", "[\"\u00e9\"]"),
        Raw("an overlong sequence", "[\"\u00c0\u00af\"]"),
        Raw("a surrogate in UTF-8", "[\"\u00ed\u00a0\u0080\"]"),
        Raw("a sequence beyond Unicode", "[\"\u00f4\u00bf\u00bf\u00bf\"]"),
        Raw("a lone continuation byte", "[\"\u0081\"]"),
        Raw("a sequence that ends too early", "[\"\u00e0\u00ff\"]"),
        Text("a lone first surrogate", "[\"\\uD800\"]"),
        Text("a lone second surrogate", "[\"\\uDFAA\"]"),
        Text("surrogates in the wrong order", "[\"\\uDd1e\\uD834\"]"),
        Text("a first surrogate and a letter", "[\"\\uD800a\"]"),
        Text("a surrogate in a name", "{\"\\uDFAA\":0}"),
        Text("a number of many digits", "[123123123123123123123123123123]"),
        Text("a number too great for a double", "[1.5e+9999]"),
        Text("a number too small for a double", "[123e-10000000]"),
    ];

    private static JsonCase Text(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    /// <summary>A case whose characters are bytes.</summary>
    private static JsonCase Raw(string name, string bytes) => new(name, Encoding.Latin1.GetBytes(bytes));

    private static string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}

/// <summary>A text, and what it is a case of.</summary>
internal sealed record JsonCase(string Name, byte[] Bytes)
{
    public override string ToString() => Name;
}
