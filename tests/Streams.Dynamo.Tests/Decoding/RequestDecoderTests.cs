using System.Text;
using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Events;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

public sealed class RequestDecoderTests
{
    private static readonly JsonDocument[] Samples =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "requests.ndjson")).Select(line => JsonDocument.Parse(line))];

    public static TheoryData<int> Lines => [.. Enumerable.Range(0, Samples.Length)];

    [Fact]
    public void Samples_All_AreThere() => Assert.Equal(24, Samples.Length);

    [Theory]
    [MemberData(nameof(Lines))]
    public void Decode_RealRow_YieldsItsEvents(int line)
    {
        var sample = Samples[line].RootElement;

        var decoded = DecodedMessage.By(new RequestDecoder(), sample.GetProperty("text").GetString()!);

        Assert.Equal(MessageReason.None, decoded.Reason);
        Assert.Empty(decoded.Rejections);
        Assert.Equal(sample.GetProperty("events").EnumerateArray().Select(Expected), decoded.Events.Select(Told));
    }

    [Fact]
    public void Decode_Row_HasTheComponentOfTheSetting() =>
        Assert.Equal("prefill", Assert.Single(DecodedMessage.By(new RequestDecoder { Component = "prefill" }, Row("\"output_tokens\":3")).Events).Keys["component"]);

    [Fact]
    public void Decode_OnlyOneWorkerKnown_GivesTheOtherShareToNobody() =>
        Assert.Equal(
            ["/0/ prompt_tokens=5", "7/1/ output_tokens=2"],
            Decoded.By(new RequestDecoder(), Row("""  "input_tokens":5,"output_tokens":2,"worker":{"decode_worker_id":7,"decode_dp_rank":1}""")));

    [Fact]
    public void Decode_NoNumbers_YieldsNothing() => Assert.Empty(Decoded.By(new RequestDecoder(), Row("\"request_id\":\"a\"")));

    [Theory]
    [InlineData("\"input_tokens\":-1", "!negative")]
    [InlineData("\"input_tokens\":1.5", "!out_of_range")]
    [InlineData("\"ttft_ms\":-0.5", "!negative")]
    [InlineData("\"ttft_ms\":\"1\"", "!not_a_number")]
    [InlineData("\"model\":7,\"output_tokens\":1", "!bad_key")]
    [InlineData("\"output_tokens\":1,\"worker\":{\"decode_worker_id\":1.5}", "!bad_key")]
    public void Decode_BrokenNumber_IsRejectedForIt(string request, string reason) => Assert.Equal([reason], Decoded.By(new RequestDecoder(), Row(request)));

    [Theory]
    [InlineData("""{"schema":"dynamo.request.trace.v1","event_type":"request_payload","payload":{"messages":"a prompt"}}""", "withheld")]
    [InlineData("""{"timestamp":1,"event":{"schema":"dynamo.request.trace.v1","event_type":"request_payload","payload":{}}}""", "withheld")]
    [InlineData("""{"schema":"dynamo.request.trace.v1","event_type":"request_end","request":{"output_tokens":1},"payload":{"text":"a prompt"}}""", "withheld")]
    [InlineData("""{"schema":"dynamo.request.trace.v1","event_type":"request_payload","event_type":"request_end"}""", "withheld")]
    [InlineData("""{"schema":"dynamo.request.trace.v1","event_type":"something_new"}""", "withheld")]
    [InlineData("""{"schema":"dynamo.request.trace.v1"}""", "withheld")]
    [InlineData("""{"schema":"dynamo.audit.v1","event_type":"request_end"}""", "withheld")]
    [InlineData("""{"event_type":"request_end","request":{"output_tokens":1}}""", "malformed")]
    [InlineData("""{"schema":"dynamo.request.trace.v1","event_type":"request_payload","payload":{"messages":"a pro""", "malformed")]
    [InlineData("[]", "malformed")]
    public void Decode_NoRowOfARequest_IsRejectedWhole(string text, string reason) => Assert.Equal(["message !" + reason], Decoded.By(new RequestDecoder(), text));

    [Fact]
    public void Decode_RowOfATool_IsNothing() =>
        Assert.Empty(Decoded.By(new RequestDecoder(), """{"schema":"dynamo.request.trace.v1","event_type":"tool_end","tool":{"tool_call_id":"x"}}"""));

    private static string Row(string request) => """{"schema":"dynamo.request.trace.v1","event_type":"request_end","request":{""" + request + "}}";

    private static string Expected(JsonElement e)
    {
        Assert.Equal("requests", e.GetProperty("feed").GetString());
        return Line(
            e.GetProperty("keys").EnumerateObject().Select(key => (key.Name, key.Value.GetString()!)),
            e.GetProperty("fields").EnumerateObject().Select(field => (field.Name, field.Value.GetDouble())));
    }

    // A row without a worker has no keys: the rank is then that of nobody, and the component the setting's.
    private static string Told(DecodedEvent e) =>
        Line(
            e.Keys.Where(key => key.Key != "component" && key.Value.Length > 0 && (key.Key != "dp_rank" || e.Keys["worker_id"].Length > 0)).Select(key => (key.Key, key.Value)),
            e.Fields.Select(field => (field.Key, field.Value)));

    private static string Line(IEnumerable<(string Name, string Value)> keys, IEnumerable<(string Name, double Value)> fields) =>
        new StringBuilder().AppendJoin(' ', keys.OrderBy(k => k.Name, StringComparer.Ordinal).Select(k => $"{k.Name}={k.Value}")).Append(" | ")
            .AppendJoin(' ', fields.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}={f.Value:R}")).ToString();
}
