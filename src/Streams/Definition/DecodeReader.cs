using System.Globalization;
using Streams.Decoding;
using Streams.Json;

namespace Streams.Definition;

/// <summary>Reads <c>decode</c>, which stands beside the kind of a source whose messages may have any shape.</summary>
public static class DecodeReader
{
    private const string SubjectPrefix = "subject:";

    /// <summary>Reads it; with mistakes in its parts, what the names alone say. Null where it is not there.</summary>
    /// <param name="source">The source's mapping.</param>
    /// <param name="subjectTokens">How many tokens the subjects have; null where there may be any number.</param>
    public static JsonMapping? Read(Settings source, int? subjectTokens)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Mapping("decode", required: true) is not { } decode) return null;

        // Where another key stands in its place, that one is the mistake.
        if (decode.Mapping("json", required: decode.Keys.Count == 0) is not { } json) return null;
        var keys = json.Mapping("key");
        var fields = json.Mapping("fields");
        var time = json.Mapping("time");
        return new JsonMapping
        {
            Keys = [.. (keys?.Keys ?? []).Select(name => ReadKey(keys!, name, subjectTokens))],
            Fields = [.. (fields?.Keys ?? []).Select(name => ReadField(fields!, name))],
            Time = time is null ? null : ReadTime(time),
        };
    }

    private static JsonKey ReadKey(Settings keys, string name, int? subjectTokens)
    {
        CheckName(keys, name, "key");
        if (keys.Text(name) is not { } place) return new JsonKey(name, null);
        if (!place.StartsWith(SubjectPrefix, StringComparison.Ordinal)) return new JsonKey(name, ReadPointer(keys, name, place, "nor subject:N"));
        if (!int.TryParse(place.AsSpan(SubjectPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var token) || token < 1)
        {
            keys.Mistake(name, $"{Settings.Quote(place)} is no token of the subject", "write subject:N, counted from 1");
        }
        else if (token > subjectTokens)
        {
            keys.Mistake(name, $"the subject has no token {token}", $"write subject:1 to subject:{subjectTokens}");
        }

        return new JsonKey(name, null, token);
    }

    private static JsonField ReadField(Settings fields, string name)
    {
        CheckName(fields, name, "field");
        return new JsonField(name, [.. fields.Texts(name, required: true).Select(text => ReadPointer(fields, name, text)).OfType<JsonPointer>()]);
    }

    private static JsonTime? ReadTime(Settings time)
    {
        var at = time.Text("at", required: true);
        var form = time.Choice("as", [.. JsonTimes.Forms.Keys], required: true);
        var pointer = at is null ? null : ReadPointer(time, "at", at);
        return pointer is null || form is null ? null : new JsonTime(pointer, JsonTimes.Forms[form]);
    }

    private static JsonPointer? ReadPointer(Settings settings, string key, string text, string orElse = "")
    {
        if (JsonPointer.Parse(text) is { } pointer) return pointer;
        settings.Mistake(key, $"{Settings.Quote(text)} is no JSON pointer{(orElse.Length > 0 ? " " + orElse : "")}", JsonPointer.Form);
        return null;
    }

    private static void CheckName(Settings settings, string name, string noun)
    {
        if (!PrometheusNames.IsLabel(name)) settings.Mistake(name, $"{Settings.Quote(name)} is no {noun} name", PrometheusNames.LabelForm);
    }
}
