using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Definitions.Syntax;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads one scenario.</summary>
/// <param name="path">The scenario file.</param>
/// <param name="report">Where mistakes go.</param>
/// <param name="pipeline">The pipeline under test; null where it could not be read: then its names are not checked.</param>
/// <param name="catalog">What the pipeline's page can show; null likewise.</param>
internal sealed class ScenarioReader(string path, Report report, PipelineDefinition? pipeline, SeriesCatalog? catalog)
{
    /// <summary>The scenario; null where there is no pipeline for it.</summary>
    public Scenario? Read(string name, SettingsNode settings, DateTimeOffset start)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        start = InstantReader.Start(settings) ?? start;
        var maxWorkers = settings.Count("max_workers");
        var givens = new GivenReader(folder, report, pipeline);
        Given[] given = [.. settings.Mappings("given", "line of given").Select(givens.Read).OfType<Given>()];
        var expectations = new ExpectReader(report, catalog);
        var expect = settings.Mapping("expect") is { } instants ? expectations.Read(instants) : [];
        Rule[] rules = [.. expectations.Rules(settings, "always"), .. expectations.Rules(settings, "never")];
        if (!settings.Keys.Any(key => key is "expect" or "always" or "never"))
        {
            settings.Mistake("", $"scenario {Settings.Quote(name)} expects nothing", "add expect:, always: or never:");
        }
        var shuffle = settings.Mapping("shuffle") is { } orders ? ReadShuffle(orders) : null;
        var promtool = settings.Mapping("promtool") is { } test ? PromtoolTestReader.Read(test, folder) : null;
        return pipeline is null ? null : new Scenario
        {
            Name = name,
            File = path,
            Line = settings.At.Line,
            Pipeline = maxWorkers is { } cap ? pipeline with { MaxWorkers = cap } : pipeline,
            Start = start,
            Given = given,
            Expect = expect,
            Rules = rules,
            Shuffle = shuffle,
            Promtool = promtool,
        };
    }

    private Shuffle ReadShuffle(SettingsNode settings)
    {
        var within = settings.Duration("within", allowZero: true, required: true) ?? TimeSpan.Zero;
        var late = pipeline?.Sources.Where(s => s.HasEventTime && s.Lateness < within).Select(s => s.Name).FirstOrDefault();
        if (late is not null)
        {
            settings.Mistake("within", $"{DurationParser.Format(within)} is longer than the lateness of source {Settings.Quote(late)}",
                "reorder within the lateness alone: what comes later may count as late");
        }
        return new Shuffle(within, settings.Count("seeds") ?? 100);
    }
}
