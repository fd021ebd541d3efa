using System.Text;
using Streams.Lane;
using Streams.Nats;
using Streams.Publishing;

namespace Streams.Definitions.Tests.Support;

/// <summary>A pipeline file on a clock that the test sets, from 2026-01-01T00:00:00Z.</summary>
internal sealed class FileRun : IDisposable
{
    private readonly PipelineDefinition _pipeline;
    private readonly VirtualLane _lane;

    internal FileRun(PipelineDefinition pipeline, DateTimeOffset? start = null)
    {
        _pipeline = pipeline;
        _lane = new VirtualLane(pipeline, Page, start ?? Start, new LaneListener());
    }

    internal static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal SeriesTable Page { get; } = new();

    public void Dispose() => _lane.Dispose();

    /// <summary>A message that one source receives.</summary>
    internal void Receive(DateTimeOffset at, string source, string subject, ReadOnlySpan<byte> payload) =>
        _lane.Receive(_pipeline.Sources.ToList().FindIndex(s => s.Name == source), at, subject, payload);

    /// <summary>A message that every source receives whose subjects match.</summary>
    internal void Publish(DateTimeOffset at, string subject, string payload)
    {
        var listeners = _pipeline.Sources.OfType<SubjectSourceDefinition>().Where(s => s.Subjects.Any(pattern => Matches(pattern, subject))).ToList();
        Assert.NotEmpty(listeners);
        foreach (var source in listeners) Receive(at, source.Name, subject, Encoding.UTF8.GetBytes(payload));
    }

    /// <summary>Does what falls due until an instant, and reads the page there.</summary>
    internal SeriesTable ReadAt(DateTimeOffset at)
    {
        _lane.AdvanceTo(at);
        _lane.Read();
        return Page;
    }

    private static bool Matches(string pattern, string subject)
    {
        var (wanted, tokens) = (pattern.Split('.'), subject.Split('.'));
        if (wanted[^1] == ">") return tokens.Length >= wanted.Length && wanted[..^1].Zip(tokens).All(p => p.First == "*" || p.First == p.Second);
        return tokens.Length == wanted.Length && wanted.Zip(tokens).All(p => p.First == "*" || p.First == p.Second);
    }
}
