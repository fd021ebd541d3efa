using System.Globalization;
using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Any JSON stream, without code: the shipped example on a real nats-server.</summary>
public sealed class SensorsTests
{
    [Fact]
    public async Task Run_SensorsFile_ShowsWhatWasPublished()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "pipelines/sensors.yaml", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var now = TimeProvider.System.GetUtcNow();

        // In the next window: the one that had begun before the program did is not shown.
        var ms = ((now.ToUnixTimeMilliseconds() / 10_000) + 1) * 10_000;
        (string Subject, string Payload)[] messages =
        [
            ("plant.north.readings", $$"""{"ts":{{ms}},"sensor":{"id":18446744073709551615},"values":{"t":20.5,"joules":100,"delay":0.05} }"""),
            ("plant.north.readings", $$"""{"ts":{{ms + 1}},"sensor":{"id":18446744073709551615},"values":{"t":84,"joules":11,"delay":2} }"""),
            ("plant.south.readings", $$"""{"ts":{{ms}},"sensor":{"id":"s \"1\""},"t":-3}"""),
            ("plant.test.readings", $$"""{"ts":{{ms}},"sensor":{"id":"a"},"t":99}"""),
            ("plant.north.readings", """{"sensor":{"id":"a"},"t":1}"""),
            ("plant.north.readings", $$"""{"ts":{{ms}},"sensor":{"id":null},"t":1}"""),
            ("plant.north.readings", "[]"),
            ("plant.north.other", $$"""{"ts":{{ms}},"sensor":{"id":"a"},"t":1}"""),
            ("plant.south.alarms", $$"""{"at":"{{now.ToString("yyyy-MM-ddTHH:mm:ss.fffK", CultureInfo.InvariantCulture)}}"}"""),
        ];
        foreach (var (subject, payload) in messages) await client.PublishAsync(subject, Encoding.UTF8.GetBytes(payload));

        var page = await program.UntilAsync(p => p.Sum("streams_messages_received_total") == 8);
        Assert.Equal("84", page["plant_temperature_celsius{sensor=\"18446744073709551615\",plant=\"north\"}"]);
        Assert.Equal("-3", page["plant_temperature_celsius{sensor=\"s \\\"1\\\"\",plant=\"south\"}"]);
        Assert.Equal("111", page["plant_energy_joules_total{sensor=\"18446744073709551615\",plant=\"north\"}"]);
        Assert.Equal("1", page["plant_hot_readings_total{plant=\"north\"}"]);
        Assert.Single(page.Named("plant_hot_readings_total"));
        Assert.Equal("1", page["plant_delay_seconds_bucket{plant=\"north\",le=\"0.1\"}"]);
        Assert.Equal("2", page["plant_delay_seconds_count{plant=\"north\"}"]);
        Assert.Equal("1", page["plant_alarms_total{plant=\"south\"}"]);
        Assert.Equal("1", page["streams_events_rejected_total{pipeline=\"sensors\",source=\"readings\",reason=\"malformed\"}"]);
        Assert.Equal("1", page["streams_events_rejected_total{pipeline=\"sensors\",source=\"readings\",reason=\"bad_key\"}"]);
        Assert.Equal("1", page["streams_messages_rejected_total{pipeline=\"sensors\",source=\"readings\",reason=\"malformed\"}"]);
        page.AssertAccounts();
        Assert.Equal("", await Promtool.CheckAsync(page.Text));

        // The window closes by the lane's clock, though nothing more comes.
        page = await program.UntilAsync(p => p["plant_power_watts{plant=\"north\",window=\"10s\"}"] is not (null or "0"));
        Assert.Equal("11.1", page["plant_power_watts{plant=\"north\",window=\"10s\"}"]);
        Assert.Equal("52.25", page["plant_temperature_avg_celsius{sensor=\"18446744073709551615\",plant=\"north\",window=\"10s\"}"]);
    }

    [Fact]
    public async Task Run_EventsThatTheLaneRejects_LeaveOneSampleAReasonInTheLog()
    {
        var file = Repository.Pipeline("few.yaml", """
            pipeline: few
            max_workers: 1
            sources:
              s: { nats: { subject: s }, decode: { json: { key: { id: /id }, fields: { a: /a, b: /b } } } }
            metrics:
              m_total: { help: A, type: counter, from: s, by: id, value: sum(a) }
            """);
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        string[] payloads = ["{\"id\":\"x\",\"a\":1}", "{\"id\":\"x\",\"a\":-1,\"b\":2.5}", "{\"id\":\"x\",\"b\":3}", "{\"id\":\"y\",\"a\":1}"];
        foreach (var payload in payloads.Concat(payloads)) await client.PublishAsync("s", Encoding.UTF8.GetBytes(payload));
        var page = await program.UntilAsync(p => p.Sum("streams_messages_received_total") == 8);
        Assert.Equal(6, page.Sum("streams_events_rejected_total"));
        page.AssertAccounts();
        Assert.Equal(0, await program.TerminateAsync());
        foreach (var sample in (string[])
            ["negative: {\"keys\":{\"id\":\"x\"},\"fields\":{\"a\":-1,\"b\":2.5}}", "missing_field: {\"keys\":{\"id\":\"x\"},\"fields\":{\"b\":3}}", "too_many_workers: {\"keys\":{\"id\":\"y\"},\"fields\":{\"a\":1}}"])
        {
            Assert.Single(program.Errors.Split('\n'), line => line.EndsWith("few/s: rejected, " + sample, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Run_TwoInAQueueGroup_CountEachMessageOnce()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("streams-").FullName, "shared.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            pipeline: shared
            sources:
              work:
                nats: { subject: "work.*", queue: counters }
                decode: { json: { key: { kind: "subject:2" }, fields: { n: /n } } }
            metrics:
              work_total: { help: Work, type: counter, from: work, by: kind, value: sum(n) }
            """,
            TestContext.Current.CancellationToken);
        await using var server = await NatsServer.StartAsync();
        await using var one = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        await using var other = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        await one.UntilStatusAsync("-/ready", 200);
        await other.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        for (var i = 0; i < 1000; i++) await client.PublishAsync("work.a", Encoding.UTF8.GetBytes($$"""{"n":{{i}}}"""));

        var pages = await Eventually.AnswersAsync(
            async () =>
            {
                Page[] both = [await one.ReadAsync(), await other.ReadAsync()];
                return both.Sum(page => page.Sum("streams_events_accepted_total")) == 1000 ? both : null;
            },
            "all messages are counted");
        Assert.Equal(499_500, pages.Sum(page => page.Sum("work_total")));
        Assert.InRange(pages[0].Sum("work_total"), 1, 499_499);
    }
}
