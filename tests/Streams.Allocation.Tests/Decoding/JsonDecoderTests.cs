using System.Text;
using Streams.Allocation.Tests.Support;
using Streams.Decoding;
using Streams.Events;
using Streams.Json;
using Streams.Testing.Support;
using Streams.Tests.Decoding;

namespace Streams.Allocation.Tests.Decoding;

public sealed class JsonDecoderTests
{
    private const int Workers = 50;

    [Fact]
    public void Decode_KnownKeys_AllocatesNothing()
    {
        var decoder = Readings.Decoder(Readings.Mapping with { Time = new JsonTime(Readings.Pointer("/ts"), JsonTimeForm.Rfc3339) });
        var payloads = Enumerable.Range(0, Workers).Select(i => Encoding.UTF8.GetBytes(
            $$$"""{"ts":"2026-11-24T03:00:00.123\u002B01:00","sensor":{"id":"w\u00e9{{{i}}}","more":[1,{"a":2}]},"t":{{{i}}}.25,"p":[0,1e3,2]}""")).ToArray();
        var batch = new MessageBatch();
        var bytes = Allocations.OfManyEvents(Workers, _ =>
        {
            batch.Clear(0, 2);
            foreach (var payload in payloads) Decoded.Into(batch, decoder, payload, "plant.north.readings");
        });
        Assert.Equal(0, bytes);
        Assert.Equal(Workers, batch.EventCount);
        Assert.All(Enumerable.Range(0, Workers), i => Assert.Equal(EventReason.None, batch.EventAt(i).Reason));
    }
}
