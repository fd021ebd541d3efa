using Streams.Dynamo.Naming;

namespace Streams.Dynamo.Tests.Naming;

public sealed class EventSubjectTests
{
    [Theory]
    [InlineData("namespace.dynamo.kv_metrics", "dynamo", null, null, "kv_metrics")]
    [InlineData("namespace.prod.eu.kv-hit-rate", "prod.eu", null, null, "kv-hit-rate")]
    [InlineData("namespace.a.component.b.c.forward-pass-metrics", "a", "b.c", null, "forward-pass-metrics")]
    [InlineData("namespace.a%2Eb.component.c%20d.endpoint.e%2Ff.kv_metrics", "a.b", "c d", "e/f", "kv_metrics")]
    public void Read_Event_TellsItsParts(string subject, string space, string? component, string? endpoint, string topic) =>
        Assert.Equal(new EventSubject(space, component, endpoint, topic), EventSubject.Read(subject));

    [Theory]
    [InlineData("plant.readings")]
    [InlineData("namespace.x")]
    [InlineData("namespace.")]
    [InlineData("namespace..component.a.kv_metrics")]
    public void Read_AnythingElse_IsNone(string subject) => Assert.Null(EventSubject.Read(subject));
}
