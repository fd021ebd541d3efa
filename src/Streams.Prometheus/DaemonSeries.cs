using System.Diagnostics;
using Streams.Definition;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>
/// The metrics of the process itself, under the names that all Prometheus clients use: <c>process_*</c>, <c>streams_build_info</c>, and its
/// endpoint's.
/// </summary>
/// <remarks>prometheus-net's own set is not taken: it reads every thread of the process at each scrape, and fails promlint.</remarks>
public sealed class DaemonSeries
{
    private const string OpenFiles = "/proc/self/fd";

    private readonly Process _process = Process.GetCurrentProcess();
    private readonly ISeries _cpu;
    private readonly ISeries _resident;
    private readonly ISeries _virtual;
    private readonly ISeries? _files;
    private readonly (ISeries Series, Func<double> Value)[] _counters;
    private readonly (CutReason Reason, ISeries Series)[] _disconnects;
    private readonly ISeries _pageFailures;
    private long _failures;
    private readonly Action? _also;

    /// <summary>Declares the series.</summary>
    /// <param name="sink">Where they are shown.</param>
    /// <param name="version">The label of <c>streams_build_info</c>.</param>
    /// <param name="also">Sets what else the process tells of itself, at each update; null where there is nothing.</param>
    /// <param name="counters">Further counters of the process, each with its name, what it counts, and how its value is read.</param>
    public DaemonSeries(ISeriesSink sink, string version, Action? also = null, params (string Name, string Help, Func<double> Value)[] counters)
    {
        _also = also;
        ArgumentNullException.ThrowIfNull(sink);
        sink.Declare(new SeriesFamily("streams_build_info", "The running version of Streams; always 1.", MetricType.Gauge, [], ["version"]))
            .Create([version]).Set(1);
        One("process_start_time_seconds", "Start time of the process, in Unix time.", MetricType.Gauge)
            .Set((_process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
        _pageFailures = One("streams_page_failures_total", "Pages that could not be made.", MetricType.Counter);
        _cpu = One("process_cpu_seconds_total", "User and system CPU time spent by the process.", MetricType.Counter);
        _resident = One("process_resident_memory_bytes", "Resident memory of the process.", MetricType.Gauge);
        _virtual = One("process_virtual_memory_bytes", "Virtual memory of the process.", MetricType.Gauge);
        if (Directory.Exists(OpenFiles)) _files = One("process_open_fds", "Open file descriptors of the process.", MetricType.Gauge);
        _counters = Array.ConvertAll(counters, counter => (One(counter.Name, counter.Help, MetricType.Counter), counter.Value));
        var disconnects = sink.Declare(new SeriesFamily(
            "streams_http_disconnects_total", "Clients of the endpoint that were cut off, by reason.", MetricType.Counter, [], ["reason"]));
        _disconnects = [.. Enum.GetValues<CutReason>().Select(reason => (reason, disconnects.Create([Disconnects.Label(reason)])))];
        ISeries One(string name, string help, MetricType type) => sink.Declare(new SeriesFamily(name, help, type, [], [])).Create([]);
    }

    /// <summary>What the endpoint counts.</summary>
    internal Disconnects Disconnects { get; } = new();

    /// <summary>Counts a page that could not be made; the next one shows it.</summary>
    internal void PageFailed() => Interlocked.Increment(ref _failures);

    /// <summary>Reads the process anew. By one caller at a time.</summary>
    public void Update()
    {
        _process.Refresh();
        _pageFailures.Set(Interlocked.Read(ref _failures));
        _cpu.Set(_process.TotalProcessorTime.TotalSeconds);
        _resident.Set(_process.WorkingSet64);
        _virtual.Set(_process.VirtualMemorySize64);
        foreach (var (series, value) in _counters) series.Set(value());
        foreach (var (reason, series) in _disconnects) series.Set(Disconnects[reason]);
        _files?.Set(Directory.EnumerateFileSystemEntries(OpenFiles).Count());
        _also?.Invoke();
    }
}
