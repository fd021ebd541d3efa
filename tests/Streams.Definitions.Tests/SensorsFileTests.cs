using Streams.Definitions.Tests.Support;
using Streams.Lane;
using Streams.Publishing;
using Streams.Replaying;

namespace Streams.Definitions.Tests;

/// <summary>The shipped example of any JSON stream, on its event file: each number computed by hand.</summary>
public sealed class SensorsFileTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "pipelines");

    [Fact]
    public void Run_WhenTheFirstWindowCloses_ShowsItWithItsLastReading()
    {
        var page = PageAt(12);

        Assert.Equal(40, page["plant_temperature_celsius{sensor=\"a\",plant=\"north\"}"]);
        Assert.Equal(81, page["plant_temperature_celsius{sensor=\"7\",plant=\"south\"}"]);
        Assert.Equal(24, page["plant_temperature_avg_celsius{sensor=\"a\",plant=\"north\",window=\"10s\"}"]);
        Assert.Equal(81, page["plant_temperature_avg_celsius{sensor=\"7\",plant=\"south\",window=\"10s\"}"]);
        Assert.Null(page["plant_temperature_avg_celsius{sensor=\"a\",plant=\"north\",window=\"1m\"}"]);
        Assert.Equal(10, page["plant_temperature_change_celsius{plant=\"north\",window=\"10s\"}"]);
        Assert.Equal(0, page["plant_temperature_change_celsius{plant=\"south\",window=\"10s\"}"]);
        Assert.Equal(81, page["plant_power_watts{plant=\"north\",window=\"10s\"}"]);
        Assert.Null(page["plant_power_watts{plant=\"south\",window=\"10s\"}"]);
        Assert.Equal(360, page["plant_energy_joules_total{sensor=\"a\",plant=\"north\"}"]);
        Assert.Equal(1, page["plant_hot_readings_total{plant=\"south\"}"]);
        Assert.Equal(1, page["plant_alarms_total{plant=\"north\"}"]);
    }

    [Fact]
    public void Run_WhenTheSecondWindowCloses_HasForgottenTheFirst()
    {
        var page = PageAt(22);

        Assert.Equal(-273, page["plant_temperature_celsius{sensor=\"b\",plant=\"north\"}"]);
        Assert.Equal(40, page["plant_temperature_avg_celsius{sensor=\"a\",plant=\"north\",window=\"10s\"}"]);
        Assert.Null(page["plant_temperature_avg_celsius{sensor=\"b\",plant=\"north\",window=\"10s\"}"]);
        Assert.Equal(0, page["plant_temperature_change_celsius{plant=\"north\",window=\"10s\"}"]);
        Assert.Null(page["plant_temperature_change_celsius{plant=\"south\",window=\"10s\"}"]);
        Assert.Equal(5, page["plant_power_watts{plant=\"north\",window=\"10s\"}"]);
        Assert.Equal(361, page["plant_energy_joules_total{sensor=\"a\",plant=\"north\"}"]);
        Assert.Equal(2, page["plant_hot_readings_total{plant=\"north\"}"]);
        Assert.Null(page["plant_hot_readings_total{plant=\"test\"}"]);
        Assert.Equal(1, page["plant_alarms_total{plant=\"south\"}"]);
    }

    [Fact]
    public void Run_Delays_FallIntoTheirBuckets()
    {
        var page = PageAt(22);

        Assert.Equal([1, 2, 5, 6], ((string[])["0.01", "0.1", "1", "+Inf"]).Select(le => page[$"plant_delay_seconds_bucket{{plant=\"north\",le=\"{le}\"}}"]));
        Assert.Equal(3.755, page["plant_delay_seconds_sum{plant=\"north\"}"]!.Value, 9);
        Assert.Equal(6, page["plant_delay_seconds_count{plant=\"north\"}"]);
    }

    [Fact]
    public void Run_WhenTheFirstMinuteCloses_HoldsTheLatecomer()
    {
        var page = PageAt(62);

        Assert.Equal(42.2, page["plant_temperature_avg_celsius{sensor=\"a\",plant=\"north\",window=\"1m\"}"]!.Value, 9);
        Assert.Equal(90, page["plant_temperature_avg_celsius{sensor=\"b\",plant=\"north\",window=\"1m\"}"]);
        Assert.InRange(page["plant_temperature_p90_celsius{plant=\"north\",window=\"1m\"}"]!.Value, 94.5 * 0.99, 94.5 * 1.01);
        Assert.Equal(81, page["plant_temperature_p90_celsius{plant=\"south\",window=\"1m\"}"]);
    }

    [Fact]
    public void Run_BadMessages_AreCountedOnceEach()
    {
        var page = PageAt(65);

        Assert.Equal(
            [1, 1, 1, 1, 1],
            ((string[])["malformed", "bad_key", "not_a_number", "missing_field", "negative"]).Select(reason => page[$"streams_events_rejected_total{{pipeline=\"sensors\",source=\"readings\",reason=\"{reason}\"}}"]));
        Assert.Equal(1, page["streams_events_future_total{pipeline=\"sensors\",source=\"readings\"}"]);
        Assert.Equal(10, page["streams_events_accepted_total{pipeline=\"sensors\",source=\"readings\"}"]);
        Assert.Equal(1, page["streams_window_late_total{pipeline=\"sensors\",metric=\"plant_temperature_avg_celsius\",window=\"10s\"}"]);
        Assert.Equal(1, page["streams_events_rejected_total{pipeline=\"sensors\",source=\"alarms\",reason=\"malformed\"}"]);
        Assert.Equal(1, page["streams_messages_rejected_total{pipeline=\"sensors\",source=\"alarms\",reason=\"malformed\"}"]);
    }

    private static SeriesTable PageAt(double seconds)
    {
        var result = Some.ReadShipped("sensors.yaml", File.ReadAllText(Path.Combine(Folder, "sensors.yaml")));
        Assert.Empty(result.Mistakes);
        var page = new SeriesTable();
        using var replay = new Replay(RecordingSource.Open([Path.Combine(Folder, "sensors.ndjson")], Assert.Null), [(result.Definition!, page)], new Dictionary<string, string>(), new LaneListener());
        var reads = 0;
        new ReplayStops(replay, _ => reads++) { Stops = _ => [FileRun.Start.AddSeconds(seconds)] }.Run(TestContext.Current.CancellationToken);
        Assert.Equal((1, 20), (reads, replay.Messages));
        return page;
    }
}
