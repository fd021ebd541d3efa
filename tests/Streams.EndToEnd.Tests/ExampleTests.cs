using System.Diagnostics;
using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The console program of docs/csharp.md, against a real nats-server.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task Program_MetersOnNats_ShowsTheSumOfEachSecondWhileTheLeaseRuns()
    {
        await using var server = await NatsServer.StartAsync();
        using var port = ReservedPort.Take();
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Repository.Example, server.Url, $"127.0.0.1:{port.Number}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var http = new HttpClient();
        var metrics = $"http://127.0.0.1:{port.Number}/metrics";
        await Eventually.AnswersAsync(async () => await http.GetStringAsync(metrics), "the program's page");
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });

        // Until it has subscribed and a second with events in it has ended.
        var page = await Eventually.AnswersAsync(
            async () =>
            {
                await client.PublishAsync("meters.north", Encoding.UTF8.GetBytes("""{"meter":"north","joules":7}"""));
                await client.PublishAsync("meters.south", Encoding.UTF8.GetBytes("""{"meter":"south"}"""));
                var text = await http.GetStringAsync(metrics);
                return text.Contains("meter_joules{meter=\"north\"} ", StringComparison.Ordinal) && !text.Contains("\"north\"} 0\n", StringComparison.Ordinal) ? text : null;
            },
            "a sum on the page");
        Assert.Contains("# HELP meter_joules Joules in the last second.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"north\"} NaN", page, StringComparison.Ordinal);
        Assert.Equal(0, double.Parse(new Page(page)["meter_joules{meter=\"north\"}"]!, System.Globalization.CultureInfo.InvariantCulture) % 7);

        await Eventually.AnswersAsync(
            async () => await http.GetStringAsync(metrics) is var text && !text.Contains("north", StringComparison.Ordinal) ? text : null,
            "the page without the silent meter");
        await program.StandardInput.WriteLineAsync();
        await program.WaitForExitAsync(new CancellationTokenSource(Patience.Limit).Token);
        Assert.Equal(0, program.ExitCode);
    }
}
