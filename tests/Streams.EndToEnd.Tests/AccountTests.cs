using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Whatever anybody publishes is received, and counted once, at every scrape (A1, A2).</summary>
public sealed class AccountTests
{
    private const string Hits = "namespace.dynamo.kv-hit-rate";
    private const string Passes = "namespace.dynamo.component.backend.forward-pass-metrics";

    [Fact]
    public async Task Run_MessagesOfEveryKindWhileItIsScraped_CountsEachThatWasPublished()
    {
        await using var server = await NatsServer.StartAsync("max_payload: 2097152");
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        using var publisher = await RawPublisher.ConnectAsync(server.Port);
        const int rounds = 100;
        const int each = 50;
        var flood = FloodAsync(publisher, rounds, each);
        while (!flood.IsCompleted) (await program.ReadAsync()).AssertAccounts();
        await flood;
        var page = await program.UntilAsync(p => Value(p, "streams_messages_received_total{pipeline=\"dynamo\",source=\"hits\"}") == (rounds * each * 5) + rounds);
        page.AssertAccounts();
        Assert.Equal(2 * rounds * each, Value(page, "streams_messages_decoded_total{pipeline=\"dynamo\",source=\"hits\"}"));
        Assert.Equal(rounds * each, Rejected(page, "hits", "malformed"));
        Assert.Equal(rounds * each, Rejected(page, "hits", "empty"));
        Assert.Equal(rounds * each, Rejected(page, "hits", "status"));
        Assert.Equal(rounds, Rejected(page, "hits", "too_large"));
        Assert.Equal(0, page.Sum("streams_messages_dropped_total"));
    }

    [Fact]
    public async Task Run_AnswersThatComeTooLate_CountsThemAndThatNobodyElseAnswers()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        await using var questions = await client.SubscribeCoreAsync<string>("$SRV.STATS.dynamo_backend");
        await client.PingAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        // A question a second: when the sixth has come, the first three are older than an answer may be.
        var asked = new List<NatsMsg<string>>();
        while (asked.Count < 6) asked.Add(await questions.Msgs.ReadAsync().AsTask().WaitAsync(Patience.Limit));
        foreach (var late in asked.Take(3)) await late.ReplyAsync("{}");
        var page = await program.UntilAsync(p => Dropped(p, "stats", "late_reply") == 3);
        page.AssertAccounts();
        Assert.True(Rejected(page, "stats", "status") > 0);
        Assert.DoesNotContain("rejected", program.Errors);
    }

    [Fact]
    public async Task Run_ForgedSequenceNumber_HidesNoGap()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        using var publisher = await RawPublisher.ConnectAsync(server.Port);
        foreach (var sequence in (ulong[])[0, ulong.MaxValue, 3, 4]) publisher.Publish(Passes, Pass(sequence));
        await publisher.FlushAsync();
        var page = await program.UntilAsync(p => Value(p, "streams_source_missed_total{pipeline=\"dynamo\",source=\"passes\"}") == 2);
        Assert.Equal(1, Value(page, "streams_source_sequence_jumps_total{pipeline=\"dynamo\",source=\"passes\"}"));
    }

    [Fact]
    public async Task Run_StoppedWhileTheServerDoesNotAnswer_SaysThatNotEverythingWasCounted()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await server.FreezeAsync();
        Assert.Equal(0, await program.TerminateAsync());
        Assert.Matches("stopped, but the server of .*hits.* did not answer in time", program.Errors);
        Assert.DoesNotContain("everything that had arrived was counted", program.Errors);
    }

    [Fact]
    public async Task Run_StoppedWhileTheServerIsLost_HasCountedWhatHadArrived()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await server.KillAsync();
        await program.UntilSaidAsync("lost NATS");
        Assert.Equal(0, await program.TerminateAsync());
        Assert.Contains("stopped: everything that had arrived was counted", program.Errors);
    }

    private static async Task FloodAsync(RawPublisher publisher, int rounds, int each)
    {
        var tooLarge = new string('x', (1 << 20) + 1);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < each; i++)
            {
                publisher.Publish(Hits, """{"worker_id":1,"isl_blocks":2,"overlap_blocks":1}""");
                publisher.Publish(Hits, """{"worker_id":1,"isl_blocks":-2,"overlap_blocks":1}""");
                publisher.Publish(Hits, "garbage");
                publisher.Publish(Hits, "");
                publisher.Publish(Hits, "", "NATS/1.0 503\r\n\r\n");
            }

            publisher.Publish(Hits, tooLarge);
            await publisher.FlushAsync();
        }
    }

    /// <summary>A recorded pass, with another sequence number in its envelope.</summary>
    private static string Pass(ulong sequence)
    {
        const string key = "\u00a8sequence";
        var sample = File.ReadLines(Path.Combine(Repository.Root, "tests", "Streams.Dynamo.Tests", "Samples", "messages.ndjson"))
            .First(line => line.Contains($"\"subject\":\"{Passes}\"", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(sample);
        var text = Encoding.Latin1.GetString(json.RootElement.GetProperty("base64").GetBytesFromBase64());
        var at = text.IndexOf(key, StringComparison.Ordinal) + key.Length;
        // MessagePack has small numbers in one byte, and any other of 64 bits behind 0xcf.
        Assert.True(text[at] < 0x80);
        var number = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, sequence);
        return text[..at] + "\u00cf" + Encoding.Latin1.GetString(number) + text[(at + 1)..];
    }

    private static double Value(Page page, string series) => double.Parse(page[series] ?? "NaN", CultureInfo.InvariantCulture);

    private static double Rejected(Page page, string source, string reason) =>
        Value(page, $"streams_messages_rejected_total{{pipeline=\"dynamo\",source=\"{source}\",reason=\"{reason}\"}}");

    private static double Dropped(Page page, string source, string reason) =>
        Value(page, $"streams_messages_dropped_total{{pipeline=\"dynamo\",source=\"{source}\",reason=\"{reason}\"}}");
}
