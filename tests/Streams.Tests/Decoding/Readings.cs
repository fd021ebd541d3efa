using Streams.Decoding;
using Streams.Json;

namespace Streams.Tests.Decoding;

/// <summary>A mapping for tests: sensor and site, a temperature at two places, a pressure in a list, a time.</summary>
internal static class Readings
{
    internal static readonly JsonMapping Mapping = new()
    {
        Keys = [new("sensor", Pointer("/sensor/id")), new("site", null, 2)],
        Fields = [new("temperature", [Pointer("/values/t"), Pointer("/t")]), new("pressure", [Pointer("/p/1")])],
    };

    internal static readonly JsonMapping Timed = Mapping with { Time = new JsonTime(Pointer("/ts"), JsonTimeForm.UnixMs) };

    internal static JsonPointer Pointer(string text) => JsonPointer.Parse(text)!;

    internal static JsonDecoder Decoder(JsonMapping mapping) => new(mapping, mapping.CreateSchema());
}
