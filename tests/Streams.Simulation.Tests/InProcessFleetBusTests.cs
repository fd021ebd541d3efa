using System.Text;
using Streams.Simulation;

namespace Streams.Simulation.Tests;

public sealed class InProcessFleetBusTests
{
    [Theory]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.b", "a.c", false)]
    [InlineData("a.b", "a.b.c", false)]
    [InlineData("a.*", "a.b", true)]
    [InlineData("a.*", "a", false)]
    [InlineData("a.*", "a.b.c", false)]
    [InlineData("*.b.*", "a.b.c", true)]
    [InlineData("a.>", "a.b", true)]
    [InlineData("a.>", "a.b.c.d", true)]
    [InlineData("a.>", "a", false)]
    [InlineData(">", "a.b", true)]
    [InlineData("a.b*", "a.bc", false)]
    [InlineData("namespace.dynamo.component.backend.endpoint.*.kv_metrics", "namespace.dynamo.component.backend.endpoint.generate.kv_metrics", true)]
    public async Task Publish_ToAPattern_ArrivesWhereNatsWouldSendIt(string pattern, string subject, bool arrives)
    {
        var bus = new InProcessFleetBus();
        var heard = new List<string>();
        using var subscription = bus.Subscribe(pattern, (s, payload) => heard.Add(s + Encoding.UTF8.GetString(payload.Span)));

        await bus.PublishAsync(subject, "!"u8.ToArray());

        Assert.Equal(arrives ? [subject + "!"] : [], heard);
    }

    [Fact]
    public async Task Publish_AfterDispose_ArrivesNowhere()
    {
        var bus = new InProcessFleetBus();
        var heard = 0;
        bus.Subscribe("a", (_, _) => heard++).Dispose();

        await bus.PublishAsync("a", default);

        Assert.Equal(0, heard);
    }

    [Fact]
    public void Request_OfServices_AnswersOnceForEachInstanceThatIsMeant()
    {
        var bus = new InProcessFleetBus();
        using var first = bus.Serve("one", "x", () => "1x"u8.ToArray());
        using var second = bus.Serve("one", "y", () => "1y"u8.ToArray());
        using var third = bus.Serve("two", "x", () => "2x"u8.ToArray());

        Assert.Equal(["1x", "1y", "2x"], Ask("$SRV.STATS"));
        Assert.Equal(["1x", "1y"], Ask("$SRV.STATS.one"));
        Assert.Equal(["1y"], Ask("$SRV.STATS.one.y"));
        Assert.Empty(Ask("$SRV.STATS.on"));
        second.Dispose();
        Assert.Equal(["1x"], Ask("$SRV.STATS.one"));

        IEnumerable<string> Ask(string subject) => bus.Request(subject).Select(a => Encoding.UTF8.GetString(a.Span));
    }
}
