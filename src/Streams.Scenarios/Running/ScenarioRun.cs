using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>One run of a scenario, in one order of its events.</summary>
internal sealed class ScenarioRun : IDisposable
{
    private readonly Scenario _scenario;
    private readonly IReadOnlyList<RunObserver> _observers;
    private readonly ScenarioStage _stage;
    private readonly ActionQueue _actions;
    private readonly Player _player;
    private readonly List<Failure> _failures = [];
    private readonly List<Rule> _rules;
    private readonly bool _looks;

    internal ScenarioRun(Scenario scenario, int seed, IReadOnlyList<RunObserver> observers)
    {
        _scenario = scenario;
        _observers = observers;
        _stage = new ScenarioStage(scenario.Pipeline, scenario.Start);
        _actions = new ActionQueue(scenario, seed);
        _player = new Player(scenario, _stage, observers);
        _rules = [.. scenario.Rules];
        _looks = _rules.Count > 0 || observers.Any(o => o.WantsInstants);
    }

    public void Dispose() => _stage.Dispose();

    /// <summary>Plays everything; what failed, in the order of its instants.</summary>
    internal IReadOnlyList<Failure> Run()
    {
        var expected = _scenario.Expect.ToLookup(e => e.At);
        foreach (var instant in expected.Select(page => page.Key).Concat(_observers.SelectMany(Wanted)).Distinct().Order())
        {
            PlayThrough(instant);
            StepTo(instant, inclusive: true);
            _stage.AdvanceTo(instant);
            Look(instant);
            foreach (var expectation in expected[instant]) Compare(expectation);
        }

        PlayThrough(TimeSpan.MaxValue);
        _stage.Read();
        foreach (var observer in _observers) observer.OnEnd(_stage);
        return _failures;
    }

    private IEnumerable<TimeSpan> Wanted(RunObserver observer)
    {
        if (observer.Interval is not { } interval) yield break;
        for (var instant = TimeSpan.Zero; instant <= _scenario.End; instant += interval) yield return instant;
    }

    private void PlayThrough(TimeSpan end)
    {
        while (_actions.Next is { } instant && instant <= end)
        {
            StepTo(instant, inclusive: false);
            while (_actions.Next == instant) _player.Play(_actions.Take());
            if (_looks) Look(instant);
        }
    }

    /// <summary>Looks at every instant at which something falls due, if anybody wants to.</summary>
    private void StepTo(TimeSpan end, bool inclusive)
    {
        while (_looks && _stage.NextDue is { } due && (due < end || (inclusive && due == end)))
        {
            _stage.AdvanceTo(due);
            Look(due);
        }
    }

    private void Look(TimeSpan instant)
    {
        _stage.Read();
        for (var i = _rules.Count - 1; i >= 0; i--)
        {
            if (Judge.Rule(_rules[i], instant, _stage.Page) is not { } failure) continue;
            // Told once: what is wrong at one instant is wrong at the next.
            _failures.Add(failure);
            _rules.RemoveAt(i);
        }

        foreach (var observer in _observers) observer.OnInstant(instant, _stage);
    }

    private void Compare(Expectation expectation)
    {
        var rows = expectation.Selector.In(_stage.Page);
        if (Judge.Expectation(expectation, rows, _stage) is { } failure) _failures.Add(failure);
        foreach (var observer in _observers) observer.OnCompared(expectation, rows, _stage);
    }
}
