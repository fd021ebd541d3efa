using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Losing the server leaves its trace on the page: how often, why, and for how long, by source.</summary>
public sealed class OutageTests
{
    private static readonly string[] Sources = ["stats", "load", "hits", "passes", "requests"];

    [Fact]
    public async Task Run_StoppedUntilTheServerCutsIt_ShowsTheSlowConsumer()
    {
        // The server waits for longer than a read counts as slow, and for less than a test's patience.
        await using var server = await NatsServer.StartAsync("write_deadline: \"3s\"");
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        var before = await program.ReadAsync();
        Assert.Equal(0, before.Sum("streams_source_disconnects_total"));
        await program.SignalAsync("STOP");
        try
        {
            await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
            await FloodUntilAsync(client, server, "Slow Consumer");
        }
        finally
        {
            await program.SignalAsync("CONT");
        }

        await program.UntilSaidAsync("(slow_consumer)");
        await program.UntilStatusAsync("-/ready", 200);
        var page = await program.UntilAsync(p => p.Sum("streams_source_disconnects_total") == Sources.Length);
        foreach (var source in Sources)
        {
            Assert.Equal("1", page[$"streams_source_disconnects_total{{pipeline=\"dynamo\",source=\"{source}\",reason=\"slow_consumer\"}}"]);
            Assert.True(Down(page, source) > Down(before, source));
        }

        page.AssertAccounts();
    }

    [Fact]
    public async Task Run_ServerKilledAndBack_ShowsHowLongItWasWithout()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        var before = await program.ReadAsync();
        await server.KillAsync();
        // Discovery, of which there is none, has no server to lose.
        await program.UntilAsync(p => p.Sum("streams_source_up") == 1);
        // Half a second at the least: the link waits as long before it tries again.
        await program.UntilAsync(p => Down(p, "hits") > Down(before, "hits") + 0.5);
        await server.StartAgainAsync();
        await program.UntilStatusAsync("-/ready", 200);
        var after = await program.ReadAsync();
        foreach (var source in Sources) Assert.Equal("1", after[$"streams_source_disconnects_total{{pipeline=\"dynamo\",source=\"{source}\",reason=\"closed\"}}"]);
        Assert.Equal(Down(after, "hits"), Down(await program.ReadAsync(), "hits"));
    }

    private static double Down(Page page, string source) =>
        double.Parse(page[$"streams_source_down_seconds_total{{pipeline=\"dynamo\",source=\"{source}\"}}"]!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task FloodUntilAsync(NatsConnection client, NatsServer server, string said)
    {
        var hit = Encoding.UTF8.GetBytes("""{"worker_id":1,"isl_blocks":2,"overlap_blocks":1}""" + new string(' ', 4000));
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!server.Said.Contains(said, StringComparison.Ordinal))
        {
            for (var i = 0; i < 200; i++) await client.PublishAsync("namespace.dynamo.kv-hit-rate", hit, cancellationToken: limit.Token);
            await client.PingAsync(limit.Token);
        }
    }
}
