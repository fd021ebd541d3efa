using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Planning;
using Streams.Publishing;
using Streams.Recording;

namespace Streams.Lane;

/// <summary>The metrics of a pipeline about itself: every <c>streams_*</c> family of it, and where its value comes from.</summary>
internal sealed class SelfMetrics
{
    private static readonly string[] None = [];
    private readonly List<(ISeries Series, Func<Reading, double?> Value)> _series = [];
    private readonly ISeriesSink _sink;
    private readonly KeyValuePair<string, string>[] _constant;

    internal SelfMetrics(PipelineDefinition pipeline, ISeriesSink sink, Recorder? recorder = null)
    {
        _sink = sink;
        _constant = [new("pipeline", pipeline.Name)];
        string[] sources = [.. pipeline.Sources.Select(s => s.Name)];

        PerSource("streams_messages_received_total", "Messages that the source received.", MetricType.Counter, sources, (r, i) => r.Counts(i).Received);
        PerSource("streams_messages_decoded_total", "Messages that were decoded.", MetricType.Counter, sources, (r, i) => r.Lane.Accounts[i].Decoded);
        PerReason("streams_messages_rejected_total", "Messages that could not be decoded, by reason.", sources, SourceAccount.RejectedMessageReasons,
            Reasons.Label, (r, i, reason) => r.Lane.Accounts[i].Rejected(reason) + r.Counts(i).Losses[reason]);
        PerReason("streams_messages_dropped_total", "Messages that the source lost before the lane, by reason.", sources,
            SourceAccount.DroppedMessageReasons, Reasons.Label, (r, i, reason) => r.Counts(i).Losses[reason]);
        PerSource("streams_events_total", "Events in decoded messages.", MetricType.Counter, sources, (r, i) => r.Lane.Accounts[i].Events);
        PerSource("streams_events_accepted_total", "Events that were accepted, also where no metric wants them.", MetricType.Counter, sources,
            (r, i) => r.Lane.Accounts[i].Accepted);
        PerReason("streams_events_rejected_total", "Events that were rejected, by reason.", sources, SourceAccount.RejectedEventReasons, Reasons.Label,
            (r, i, reason) => r.Lane.Accounts[i].Rejected(reason));
        PerSource("streams_events_late_total", "Events that came after every window of theirs had closed.", MetricType.Counter, sources,
            (r, i) => r.Lane.Accounts[i].Late);
        PerSource("streams_events_future_total", "Events more than a minute ahead of the clock.", MetricType.Counter, sources,
            (r, i) => r.Lane.Accounts[i].Future);
        PerSource("streams_events_elsewhere_total", "Events that belong to another shard; 0 without shards.", MetricType.Counter, sources, (_, _) => 0);
        PerWindow("streams_window_late_total", "Accepted events that came after some of a metric's windows had closed.", pipeline.Metrics,
            (r, metric, window) => r.Lane.WindowMisses[metric, window]);
        PerSource("streams_source_up", "Whether the source hears its server.", MetricType.Gauge, sources, (r, i) => r.Input(i)?.IsUp is true ? 1 : 0);
        PerReason("streams_source_disconnects_total", "How often the source lost its server, by reason.", sources, DisconnectReasons.All,
            DisconnectReasons.Label, (r, i, reason) => r.Input(i)?.Outages.Disconnects(reason) ?? 0);
        PerSource("streams_source_down_seconds_total", "How long the source did not hear its server, since the daemon began.", MetricType.Counter, sources,
            (r, i) => r.Input(i)?.Outages.DownTime.TotalSeconds ?? 0);
        PerSource("streams_source_missed_total", "Messages that were sent and never arrived, as far as their sequence numbers tell.", MetricType.Counter,
            sources, (r, i) => r.Input(i)?.Missed ?? 0);
        PerSource("streams_source_sequence_jumps_total", "Jumps in sequence numbers that no sender can have made: each begins a new sequence.",
            MetricType.Counter, sources, (r, i) => r.Input(i)?.Jumps ?? 0);
        PerSource("streams_source_joined_late_total", "Publishers whose sequence numbers did not begin at 0: what they sent before is not known.",
            MetricType.Counter, sources, (r, i) => r.Input(i)?.JoinedLate ?? 0);
        PerSource("streams_source_last_message_timestamp_seconds", "When the source's last message was taken, in Unix time.", MetricType.Gauge, sources,
            (r, i) => UnixSeconds(r.Lane.Accounts[i].LastMessageTicks));
        One("streams_workers", "Distinct workers with a live group in any metric, but for those whom a source names that nobody vouches for.",
            MetricType.Gauge, r => r.Lane.Workers);
        One("streams_workers_expired_total", "Workers that lost their last group.", MetricType.Counter, r => r.Lane.WorkersExpired);
        One("streams_series_left", "Series that the pipeline's groups may still begin, of its max_series.", MetricType.Gauge, r => r.Lane.SeriesLeft);
        One("streams_groups_displaced_total", "Groups that ended to make room at max_workers for workers that a source vouches for.", MetricType.Counter,
            r => r.Lane.GroupsDisplaced);
        One("streams_sums_restarted_total", "How often what a group had added up began anew, since a sum would have passed 2^53.", MetricType.Counter,
            r => r.Lane.SumsRestarted);
        One("streams_lane_backlog_messages", "Messages that wait for the lane.", MetricType.Gauge, r => r.View.Backlog);
        One("streams_lane_backlog_bytes", "Bytes of the messages that wait for the lane.", MetricType.Gauge, r => r.View.BacklogBytes);
        One("streams_lane_lag_seconds", "How far the lane's clock is behind the wall clock.", MetricType.Gauge, r => r.View.Lag.TotalSeconds);
        One("streams_lane_stalls_total", "How often the lane was absent: stopped, suspended, in a long collection, or the wall clock set forward.",
            MetricType.Counter, r => r.Lane.Stalls);
        One("streams_lane_stalled_seconds_total", "For how long the lane was absent.", MetricType.Counter, r => r.Lane.Stalled.TotalSeconds);
        One("streams_clock_resets_total", "How often the wall clock was set back by more than a minute and the lane started anew.", MetricType.Counter,
            r => r.Lane.ClockResets);
        if (pipeline.Sources.Any(source => source.IsRegistry))
        {
            var workers = Declare("streams_discovery_workers", "Workers that discovery names, and those of them that are heard.", MetricType.Gauge, ["state"]);
            _series.Add((workers.Create(["registered"]), r => r.Lane.Registered?.Count));
            _series.Add((workers.Create(["heard"]), r => r.Lane.Registered?.Heard(r.Lane.Now.UtcTicks)));
        }

        if (recorder is null) return;
        One("streams_recording_up", "Whether every message is recorded.", MetricType.Gauge, _ => recorder.IsUp ? 1 : 0);
        One("streams_recording_lost_messages_total", "Messages that are not in the recording because it had failed.", MetricType.Counter, _ => recorder.Lost);
    }

    internal void Publish(PipelineLane lane, LaneView view)
    {
        var reading = new Reading(lane, view);
        foreach (var (series, value) in _series)
        {
            if (value(reading) is { } known) series.Set(known);
        }
    }

    private static double? UnixSeconds(long? ticks) =>
        (ticks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerSecond;

    private void One(string name, string help, MetricType type, Func<Reading, double?> value) =>
        _series.Add((Declare(name, help, type, []).Create(None), value));

    private void PerSource(string name, string help, MetricType type, string[] sources, Func<Reading, int, double?> value)
    {
        var family = Declare(name, help, type, ["source"]);
        for (var i = 0; i < sources.Length; i++)
        {
            var source = i;
            _series.Add((family.Create([sources[i]]), r => value(r, source)));
        }
    }

    private void PerReason<T>(string name, string help, string[] sources, T[] reasons, Func<T, string> label, Func<Reading, int, T, double> value)
    {
        var family = Declare(name, help, MetricType.Counter, ["source", "reason"]);
        for (var i = 0; i < sources.Length; i++)
        {
            foreach (var reason in reasons)
            {
                var source = i;
                _series.Add((family.Create([sources[i], label(reason)]), r => value(r, source, reason)));
            }
        }
    }

    private void PerWindow(string name, string help, IReadOnlyList<MetricDefinition> metrics, Func<Reading, int, int, double> value)
    {
        if (metrics.All(m => m.Over.All(o => o.IsAll))) return;
        var family = Declare(name, help, MetricType.Counter, ["metric", "window"]);
        for (var m = 0; m < metrics.Count; m++)
        {
            for (var w = 0; w < metrics[m].Over.Count; w++)
            {
                if (metrics[m].Over[w].IsAll) continue;
                var (metric, window) = (m, w);
                _series.Add((family.Create([metrics[m].Name, metrics[m].Over[w].Label]), r => value(r, metric, window)));
            }
        }
    }

    private ISeriesFamily Declare(string name, string help, MetricType type, IReadOnlyList<string> labels) =>
        _sink.Declare(new SeriesFamily(name, help, type, _constant, labels));

    /// <summary>One read. A source's own counts are those of exactly the messages that the lane has taken, so that A1 holds on every page.</summary>
    private sealed class Reading
    {
        private readonly SourceCounts[] _counts;

        internal Reading(PipelineLane lane, LaneView view)
        {
            Lane = lane;
            View = view;
            _counts = [.. lane.Accounts.Select((account, i) => Input(i)?.CountsOnceTaken(account.Taken) ?? account.Source)];
        }

        internal PipelineLane Lane { get; }

        internal LaneView View { get; }

        internal SourceInput? Input(int source) => source < View.Inputs.Count ? View.Inputs[source] : null;

        internal SourceCounts Counts(int source) => _counts[source];
    }
}
