using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Streams.Cli.Tapping;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;

namespace Streams.Cli.Hosting;

/// <summary>Tells the log what a lane meets: one sample a reason and minute, so that a flood of garbage fills no disk.</summary>
internal sealed partial class LaneLog(string pipeline, ILogger logger, TimeProvider time) : LaneListener
{
    private const int SampleBytes = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FarOff = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string, string), DateTimeOffset> _told = new();
    private readonly ConcurrentDictionary<string, long> _dropped = new();

    public override void OnRejected(string source, string reason, string subject, ReadOnlySpan<byte> payload)
    {
        if (!IsTime(source, reason)) return;
        LogRejected(pipeline, source, reason, LogText.Escape(subject), Sample(payload));
    }

    public override void OnRejected(SourceDefinition source, Event e, string reason)
    {
        if (IsTime(source.Name, reason)) LogRejectedEvent(pipeline, source.Name, reason, Sample(TapOutput.EventText(source, e)));
    }

    public override void OnDropped(string source, int messages)
    {
        _dropped.AddOrUpdate(source, messages, (_, before) => before + messages);
        if (IsTime(source, "slow_consumer") && _dropped.TryRemove(source, out var since)) LogDropped(pipeline, source, since);
    }

    public override void OnTooManyWorkers(string metric, string key)
    {
        if (IsTime(metric, "too_many_workers")) LogTooMany(pipeline, metric, LogText.Escape(key));
    }

    public override void OnMistimed(SourceDefinition source, Event e, DateTimeOffset clock)
    {
        var off = clock - e.Time;
        // What is late by minutes is a matter of lateness, and counted; what is off by more has a wrong clock or a wrong unit.
        if (off.Duration() < FarOff || !IsTime(source.Name, "mistimed")) return;
        LogMistimed(pipeline, source.Name, e.Time, TimeUnits.Distance(off.Duration()), off > TimeSpan.Zero ? "behind" : "ahead of",
            TimeUnits.Advice(e.Time, clock), Sample(TapOutput.EventText(source, e)));
    }

    public override void OnEmptied(int workers) => LogEmptied(pipeline, workers);

    public override void OnClockReset(DateTimeOffset from, DateTimeOffset to) => LogReset(pipeline, from, to);

    public override void OnStalled(DateTimeOffset from, DateTimeOffset until) => LogStalled(pipeline, (until - from).TotalSeconds, from);

    /// <summary>The first bytes of a payload, as text on one line.</summary>
    internal static string Sample(ReadOnlySpan<byte> payload)
    {
        var text = LogText.Escape(Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, SampleBytes)]));
        return payload.Length > SampleBytes ? text + "…" : text;
    }

    private bool IsTime(string what, string reason)
    {
        var now = time.GetUtcNow();
        if (_told.TryGetValue((what, reason), out var last) && now - last < Every && now >= last) return false;
        _told[(what, reason)] = now;
        return true;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Pipeline}/{Source}: rejected, {Reason}, on {Subject}: {Sample}")]
    private partial void LogRejected(string pipeline, string source, string reason, string subject, string sample);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Pipeline}/{Source}: rejected, {Reason}: {Sample}")]
    private partial void LogRejectedEvent(string pipeline, string source, string reason, string sample);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "{Pipeline}/{Source}: {Messages} messages dropped, the lane is behind by its whole queue (slow_consumer)")]
    private partial void LogDropped(string pipeline, string source, long messages);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Pipeline}/{Metric}: more workers than max_workers, rejected {Key} (too_many_workers)")]
    private partial void LogTooMany(string pipeline, string metric, string key);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "{Pipeline}: the wall clock went back from {From:O} to {To:O}: the pipeline starts anew")]
    private partial void LogReset(string pipeline, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning,
        Message = "{Pipeline}/{Source}: an event of {Time:yyyy-MM-ddTHH:mm:ss}Z is {Distance} {Direction} the clock, and not counted; {Advice}: {Sample}")]
    private partial void LogMistimed(string pipeline, string source, DateTimeOffset time, string distance, string direction, string advice, string sample);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning,
        Message = "{Pipeline}: the whole fleet has left, {Workers} workers: nothing came of any of them within its lease, or discovery names them no more")]
    private partial void LogEmptied(string pipeline, int workers);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning,
        Message = "{Pipeline}: was not running for {Seconds:0.#} s from {From:O} on "
            + "(stopped, suspended, a long collection, or a forward step of the clock): leases are extended")]
    private partial void LogStalled(string pipeline, double seconds, DateTimeOffset from);
}
