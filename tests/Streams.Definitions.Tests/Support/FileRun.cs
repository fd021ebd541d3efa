using System.Text;
using Streams.Definition;
using Streams.Lane;
using Streams.Nats;
using Streams.Publishing;

namespace Streams.Definitions.Tests.Support;

/// <summary>A pipeline file on a clock that the test sets, from 2026-01-01T00:00:00Z.</summary>
internal sealed class FileRun(PipelineDefinition pipeline) : IDisposable
{
    private readonly SeriesTable _page = new();
    private VirtualLane? _running;

    internal static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private VirtualLane Lane => _running ??= new VirtualLane(pipeline, _page, Start, new LaneListener());

    public void Dispose() => _running?.Dispose();

    /// <summary>A message that every source receives whose subjects match.</summary>
    internal void Publish(DateTimeOffset at, string subject, string payload)
    {
        var listens = pipeline.Sources.Select(s => s is SubjectSourceDefinition { Subjects: var patterns } && patterns.Any(pattern => Matches(pattern, subject))).ToList();
        Assert.Contains(true, listens);
        for (var i = 0; i < listens.Count; i++)
        {
            if (listens[i]) Lane.Receive(i, at, subject, Encoding.UTF8.GetBytes(payload));
        }
    }

    /// <summary>Does what falls due until an instant, and reads the page there.</summary>
    internal SeriesTable ReadAt(DateTimeOffset at)
    {
        Lane.AdvanceTo(at);
        Lane.Read();
        return _page;
    }

    private static bool Matches(string pattern, string subject)
    {
        var (wanted, tokens) = (pattern.Split('.'), subject.Split('.'));
        if (wanted[^1] == ">") return tokens.Length >= wanted.Length && wanted[..^1].Zip(tokens).All(p => p.First == "*" || p.First == p.Second);
        return tokens.Length == wanted.Length && wanted.Zip(tokens).All(p => p.First == "*" || p.First == p.Second);
    }
}
