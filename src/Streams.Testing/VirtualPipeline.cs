using System.Text;
using Streams.Definition;
using Streams.Publishing;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Reading;
using Streams.Scenarios.Running;

namespace Streams.Testing;

/// <summary>A pipeline on the daemon's own engine, in virtual time: a test says when it is, what arrives, and what the page must show.</summary>
/// <remarks>Every method that moves something returns the pipeline, so that a test reads as a timeline. One thread at a time.</remarks>
public sealed class VirtualPipeline : IDisposable
{
    private readonly ScenarioStage _stage;

    /// <summary>Begins at 0 s, with every source connected.</summary>
    /// <param name="pipeline">The pipeline; see <see cref="TestPipeline"/>.</param>
    /// <param name="start">Where the clock stands; by default 2026-01-01T00:00:00Z.</param>
    public VirtualPipeline(PipelineDefinition pipeline, DateTimeOffset? start = null) =>
        _stage = new ScenarioStage(pipeline, start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>What time it is, from the start.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>When something falls due without any input; null when nothing will.</summary>
    public TimeSpan? NextDue => _stage.NextDue;

    /// <summary>The page as of now.</summary>
    public SeriesTable Page
    {
        get
        {
            Look();
            return _stage.Page;
        }
    }

    /// <summary>It is now later: what falls due meanwhile is done before the next thing arrives, or is looked at.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is past already.</exception>
    public VirtualPipeline At(TimeSpan instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, Now);
        // A message of this instant has its stamp: whoever looks first puts it a tick later (L2).
        Now = instant;
        return this;
    }

    /// <summary>A message arrives now, and goes through the source's decoder.</summary>
    public VirtualPipeline Send(string source, string payload, string subject = "") => Send(source, Encoding.UTF8.GetBytes(payload), subject);

    /// <summary>A message arrives now, and goes through the source's decoder.</summary>
    public VirtualPipeline Send(string source, ReadOnlySpan<byte> payload, string subject = "")
    {
        _stage.Send(IndexOf(source), Now, subject, payload);
        return this;
    }

    /// <summary>An event arrives now, without decoding.</summary>
    /// <param name="source">The source.</param>
    /// <param name="what">The event.</param>
    /// <param name="happened">When it happened, which counts where the source's events state their time; null is now.</param>
    public VirtualPipeline Send(string source, TestEvent what, TimeSpan? happened = null)
    {
        ArgumentNullException.ThrowIfNull(what);
        var index = IndexOf(source);
        var schema = _stage.Pipeline.Sources[index].Schema;
        _stage.Send(index, Now, what.KeysFor(schema), what.ValuesFor(schema), happened);
        return this;
    }

    /// <summary>A source loses its server; what arrives until it finds it again is lost.</summary>
    public VirtualPipeline Disconnect(string source)
    {
        _stage.Connect(IndexOf(source), false);
        return this;
    }

    /// <summary>A source finds its server again.</summary>
    public VirtualPipeline Reconnect(string source)
    {
        _stage.Connect(IndexOf(source), true);
        return this;
    }

    /// <summary>The wall clock is set forward, or back.</summary>
    public VirtualPipeline SetWallClock(TimeSpan by)
    {
        _stage.AdvanceTo(Now);
        _stage.SetWallClock(by);
        _stage.AdvanceTo(Now);
        return this;
    }

    /// <summary>Demands a number now, equal to 1e-9 relative.</summary>
    /// <inheritdoc cref="Expect(string, string)"/>
    public VirtualPipeline Expect(string series, double value) => Compare(ScenarioText.Selector(series), new ExpectedValue.Number(value));

    /// <summary>Demands a value now, as a scenario file writes it.</summary>
    /// <param name="series">The one series that it is about, such as <c>llm_load_avg{component="backend"}</c>; labels may be left out.</param>
    /// <param name="value">A number, <c>~20 ± 0.01</c>, <c>absent</c>, or a comparison such as <c>&gt; 0</c>.</param>
    /// <exception cref="ExpectationFailedException">The page shows something else.</exception>
    /// <exception cref="FormatException">A text is none of these.</exception>
    public VirtualPipeline Expect(string series, string value) => Compare(ScenarioText.Selector(series), ScenarioText.Value(value));

    /// <inheritdoc/>
    public void Dispose() => _stage.Dispose();

    /// <summary>Does what has fallen due, and brings the page to now.</summary>
    internal void Look()
    {
        _stage.AdvanceTo(Now);
        _stage.Read();
    }

    private VirtualPipeline Compare(Selector selector, ExpectedValue value)
    {
        Look();
        var failure = ScenarioRunner.Compare(new Expectation(Now, selector, value, default), _stage);
        if (failure is null) return this;
        var hint = failure.Hint.Length == 0 ? "" : "\n" + failure.Hint;
        throw new ExpectationFailedException($"{selector} at {Now}: expected {failure.Expected}, actual {failure.Actual}{hint}");
    }

    private int IndexOf(string source)
    {
        for (var i = 0; i < _stage.Pipeline.Sources.Count; i++)
        {
            if (_stage.Pipeline.Sources[i].Name == source) return i;
        }

        throw new ArgumentException($"the pipeline has no source {source}; it has {string.Join(", ", _stage.Pipeline.Sources.Select(s => s.Name))}");
    }
}
