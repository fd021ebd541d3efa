using Streams.Dynamo;
using Streams.Testing;

namespace Streams.Scenarios.Tests.Testing;

public sealed class VirtualPipelineTests : IDisposable
{
    private readonly VirtualPipeline _pipeline = new(TestPipeline.OfText(Support.Files.Pipeline));

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public void Expect_Timeline_ReadsAsOne()
    {
        var worker = TestEvent.Of("worker", "w", ("a", 2));
        _pipeline.At(Seconds(1)).Send("arrivals", worker).Expect("latest{worker=\"w\"}", 2)
            .At(Seconds(5)).Send("arrivals", worker with { Fields = [new("a", 3)] }).Expect("total", 5).Expect("mean", "> 2")
            .At(Seconds(15)).Expect("total", "absent")
            .At(Seconds(16)).Send("arrivals", "what is this?").Expect("streams_messages_rejected_total{source=\"arrivals\",reason=\"malformed\"}", 1);
    }

    [Fact]
    public void Expect_WrongValue_SaysWhatIsThere()
    {
        _pipeline.Send("arrivals", TestEvent.Of("worker", "w", ("a", 2)));
        var failed = Assert.Throws<ExpectationFailedException>(() => _pipeline.Expect("latest{worker=\"v\"}", "~3 ± 0.5"));
        Assert.StartsWith("latest{worker=\"v\"} at 00:00:00: expected ~3 ± 0.5, actual absent\ndid you mean worker=\"w\"?", failed.Message);
    }

    [Fact]
    public void Send_EventTime_CountsWhereItHappened()
    {
        var reading = TestEvent.Of("worker", "w", ("a", 1)).With("site", "north");
        _pipeline.At(Seconds(9)).Send("readings", reading).At(Seconds(11)).Send("readings", reading, happened: Seconds(8)).At(Seconds(13)).Expect("counted{site=\"north\"}", 2);
    }

    [Fact]
    public void Disconnect_AndWallClock_AreTheWorldsFaults()
    {
        var worker = TestEvent.Of("worker", "w", ("a", 2));
        _pipeline.Disconnect("arrivals").Send("arrivals", worker).Expect("streams_source_up{source=\"arrivals\"}", 0).Expect("total", "absent")
            .Reconnect("arrivals").Send("arrivals", worker).Expect("total", 2)
            .SetWallClock(TimeSpan.FromMinutes(-2)).Expect("total", "absent").Expect("streams_clock_resets_total", 1);
    }

    [Theory]
    [InlineData("colour", "a", "the source has no key colour; it has worker")]
    [InlineData("worker", "c", "the source has no field c; it has a, b")]
    public void Send_UnknownName_IsAnArgumentOfTheTest(string key, string field, string told)
    {
        var wrong = Assert.Throws<ArgumentException>(() => _pipeline.Send("arrivals", TestEvent.Of(key, "x", (field, 1))));
        Assert.Equal(told, wrong.Message);
    }

    [Fact]
    public void OfText_WrongPipeline_ListsEveryMistake()
    {
        var wrong = Assert.Throws<ArgumentException>(() => TestPipeline.OfText(Support.Files.Pipeline.Replace("last(a)", "lst(a)"), new DynamoSourceKind()));
        Assert.Equal(2, wrong.Message.Split("did you mean 'last'?").Length - 1);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
