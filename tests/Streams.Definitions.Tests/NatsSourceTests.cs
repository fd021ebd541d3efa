using Streams.Nats;

namespace Streams.Definitions.Tests;

/// <summary>The source kind <c>nats</c> with its <c>decode</c>, and every mistake in them (F6).</summary>
public sealed class NatsSourceTests
{
    private const string Json = "key: { sensor: /s/id, site: subject:2 }, fields: { t: [/v/t, /t], n: /n }, time: { at: /ts, as: unix_ms }";

    /// <summary>A file of eight lines whose line 4 begins with the source and whose line 6 begins its metric <c>m</c>.</summary>
    internal static string Head(string json, string nats = "subject: plant.*.readings", string source = "") =>
        $"pipeline: p\nsources:\n  readings:\n    {{ nats: {{ {nats} }}, decode: {{ json: {{ {json} }} }}{source} }}\nmetrics:\n  m:\n    help: A text\n    from: readings\n";

    [Fact]
    public void Read_NatsSource_HasWhatItsMappingNames()
    {
        var result = Some.Read(Head(Json) + "    by: [sensor, site]\n    value: sum(t)\n");

        Assert.Empty(result.Mistakes);
        var source = Assert.IsType<SubjectSourceDefinition>(Assert.Single(result.Definition!.Sources));
        Assert.Equal(["plant.*.readings"], source.Subjects);
        Assert.Equal(["sensor", "site"], source.Schema.Keys);
        Assert.Equal(["t", "n"], source.Schema.Fields);
        Assert.Equal((true, true, false, (string?)null), (source.HasEventTime, source.RejectsEventsWithoutFields, source.IsShared, source.QueueGroup));
        Assert.Equal(TimeSpan.FromSeconds(5), source.Lateness);
        Assert.Same(source.Schema, source.CreateDecoder().Schema);
        Assert.NotSame(source.CreateDecoder(), source.CreateDecoder());
    }

    [Fact]
    public void Read_WithoutTime_HasNoLateness()
    {
        var source = Some.Read(Head("fields: { t: /t }") + "    value: sum(t)\n").Definition!.Sources[0];

        Assert.Equal((false, TimeSpan.Zero), (source.HasEventTime, source.Lateness));
    }

    [Fact]
    public void Read_QueueWithCounters_IsRight()
    {
        var text = Head("fields: { t: /t }", "subject: a, queue: work").Replace("  m:", "  m_total:") + "    type: counter\n    value: sum(t)\n";

        var source = Assert.IsType<SubjectSourceDefinition>(Some.Read(text).Definition!.Sources[0]);

        Assert.Equal(("work", true), (source.QueueGroup, source.IsShared));
    }

    [Theory]
    [InlineData("value: sum(t)")]
    [InlineData("type: histogram\n    buckets: [1]\n    value: t")]
    public void Read_QueueWithAnythingElse_IsAMistake(string metric) => Assert.Equal(
        ["p.yaml:8:11: source 'readings' shares its messages in a queue group, and 'm' is no counter; make it a counter, which Prometheus can sum over the group, or leave queue out"],
        Some.Mistakes(Head("fields: { t: /t }", "subject: a, queue: work") + "    " + metric));

    [Theory]
    [InlineData("subject: a b", "4:24: the subject holds a space, which no NATS subject can")]
    [InlineData("subject: ''", "4:24: the subject is empty")]
    [InlineData("subject: a..b", "4:24: the subject has an empty token between dots")]
    [InlineData("subject: '.a'", "4:24: the subject has an empty token between dots")]
    [InlineData("subject: '>.a'", "4:24: the subject has tokens behind its >")]
    [InlineData("subject: 'a.b*'", "4:24: the subject has a wildcard inside a token, where NATS takes it for text")]
    public void Read_WrongSubject_IsOneMistake(string nats, string expected) =>
        Assert.Equal(["p.yaml:" + expected + "; write one such as plant.*.readings or plant.>"], Some.Mistakes(Head("fields: { t: /t }", nats) + "    value: sum(t)"));

    [Theory]
    [InlineData("queue: a", "4:7: 'nats' has no 'subject'; add subject: …")]
    [InlineData("subject: a, queue: a b", "4:34: the queue group's name is empty or holds a space; write a name such as streams")]
    [InlineData("subject: a, que: b", "4:27: unknown key 'que' in 'nats'; did you mean 'queue'?")]
    public void Read_WrongNats_IsOneMistake(string nats, string expected) =>
        Assert.Equal(["p.yaml:" + expected], Some.Mistakes((Head("fields: { t: /t }", nats) + "    type: counter\n    value: sum(t)").Replace("  m:", "  m_total:")));

    [Theory]
    [InlineData("key: { a: s/id }", ":72: 's/id' is no JSON pointer nor subject:N; write a JSON pointer such as /values/t, with ~1 for / and ~0 for ~ in a name")]
    [InlineData("key: { a: subject:0 }", ":72: 'subject:0' is no token of the subject; write subject:N, counted from 1")]
    [InlineData("key: { a: subject:x }", ":72: 'subject:x' is no token of the subject; write subject:N, counted from 1")]
    [InlineData("key: { a: subject:4 }", ":72: the subject has no token 4; write subject:1 to subject:3")]
    [InlineData("key: { a-b: /a }", ":74: 'a-b' is no key name; use letters, digits and _, and no digit first")]
    [InlineData("key: { a: [/a] }", ":72: 'a' of 'key' is a list, not text; write a: TEXT")]
    [InlineData("key: /a", ":67: 'key' of 'json' is text, not a mapping; write keys and values under key")]
    [InlineData("key: { a: /a, a: /b }", ":76: duplicate key 'a', first in line 4; keep one of them")]
    [InlineData("fields: { 1st: /a }", ":77: '1st' is no field name; use letters, digits and _, and no digit first")]
    [InlineData("fields: { f: [/a, b] }", ":75: 'b' is no JSON pointer; write a JSON pointer such as /values/t, with ~1 for / and ~0 for ~ in a name")]
    [InlineData("fields: { f: '' }", ":75: '' is no JSON pointer; write a JSON pointer such as /values/t, with ~1 for / and ~0 for ~ in a name")]
    [InlineData("fields: { f: /a~2 }", ":75: '/a~2' is no JSON pointer; write a JSON pointer such as /values/t, with ~1 for / and ~0 for ~ in a name")]
    [InlineData("fields: { f: [] }", ":75: 'f' of 'fields' is an empty list; write f: TEXT or f: [TEXT, TEXT]")]
    [InlineData("fields: { f: }", ":75: 'f' of 'fields' has no value; write one behind f:, or leave f out")]
    [InlineData("time: { at: /ts }", ":62: 'time' has no 'as'; add as: …")]
    [InlineData("time: { as: unix_s }", ":62: 'time' has no 'at'; add at: …")]
    [InlineData("time: { at: ts, as: unix_s }", ":74: 'ts' is no JSON pointer; write a JSON pointer such as /values/t, with ~1 for / and ~0 for ~ in a name")]
    [InlineData("time: { at: /ts, as: unix }", ":83: unknown as 'unix'; did you mean 'unix_s'?")]
    [InlineData("time: { at: /ts, as: iso }", ":83: unknown as 'iso'; known: rfc3339, unix_s, unix_ms, unix_us, unix_ns")]
    [InlineData("time: { at: /ts, as: unix_s, zone: utc }", ":91: unknown key 'zone' in 'time'; known: at, as")]
    [InlineData("field: { t: /t }", ":62: unknown key 'field' in 'json'; did you mean 'fields'?")]
    public void Read_WrongDecode_IsOneMistake(string json, string expected) =>
        Assert.Equal(["p.yaml:4" + expected], Some.Mistakes(Head(json) + "    value: count()"));

    [Fact]
    public void Read_FieldThatTheSourceDoesNotDeclare_IsAMistake() => Assert.Equal(
        ["p.yaml:9:16: unknown field 'temp'; known: t, n", "p.yaml:10:9: source 'readings' has no key 'sit'; did you mean 'site'?"],
        Some.Mistakes(Head(Json) + "    value: sum(temp)\n    by: sit"));

    [Fact]
    public void Read_TokenOfASubjectOfAnyLength_IsRight() =>
        Assert.Empty(Some.Mistakes(Head("key: { a: subject:9 }", "subject: 'a.>'") + "    value: count()"));

    [Fact]
    public void Read_ExpireNotAboveWindowAndLateness_IsAMistake() => Assert.Equal(
        ["p.yaml:9:11: expire 15s on source 'readings' and remember 0s together are not longer than the largest window and the lateness, 15s; set an expire or a remember of more than 15s"],
        Some.Mistakes(Head(Json, source: ", expire: 15s") + "    over: 10s\n    remember: 0s\n    value: count()"));

    [Fact]
    public void Read_WithoutDecode_IsAMistake() => Assert.Equal(
        ["p.yaml:3:3: 'readings' has no 'decode'; add decode: …"],
        Some.Mistakes("pipeline: p\nsources:\n  readings: { nats: { subject: a } }\nmetrics:\n  m: { help: A, from: readings, value: count() }"));

    [Fact]
    public void Read_UnknownDecoding_NamesTheKnown() => Assert.Equal(
        ["p.yaml:3:47: unknown key 'xml' in 'decode'; known: json"],
        Some.Mistakes("pipeline: p\nsources:\n  readings: { nats: { subject: a }, decode: { xml: x } }\nmetrics:\n  m: { help: A, from: readings, value: count() }"));

    [Fact]
    public void Read_DecodeWithoutKind_IsOneMistake() => Assert.Equal(
        ["p.yaml:3:3: source 'readings' has no kind; add one of: dynamo, nats"],
        Some.Mistakes("pipeline: p\nsources:\n  readings: { decode: { json: { fields: { t: /t } } } }\nmetrics:\n  m: { help: A, from: readings, value: count() }"));

    [Fact]
    public void Read_DecodeBesideDynamo_IsUnknown() => Assert.Equal(
        ["p.yaml:4:65: unknown key 'decode' in 'hits'; known: dynamo, nats, expire, lateness, alive, vouched_by"],
        Some.Mistakes(Some.Head.Replace("expire: 1h", "expire: 1h, decode: { json: { fields: { t: /t } } }") + "    value: count()"));

    [Fact]
    public void Read_SecondKind_IsOneMistake() => Assert.Equal(
        ["p.yaml:4:65: source 'hits' has a second kind 'nats'; make it a source of its own"],
        Some.Mistakes(Some.Head.Replace("expire: 1h", "expire: 1h, nats: { subject: a }, decode: { json: { fields: { t: /t } } }") + "    value: count()"));
}
