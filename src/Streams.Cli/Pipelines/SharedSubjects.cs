using Streams.Definition;
using Streams.Nats;

namespace Streams.Cli.Pipelines;

/// <summary>Subjects that do not depend on the parameter of <c>--each</c>: what comes there is shown by every run of the pipeline (D3).</summary>
internal static class SharedSubjects
{
    /// <summary>Each such subject with its source, as text; none where every run has its own.</summary>
    internal static IReadOnlyList<string> Of(IReadOnlyList<PipelineDefinition> pipelines) =>
    [
        .. pipelines.GroupBy(p => p.Origin).Where(runs => runs.Count() > 1).SelectMany(runs =>
            runs.SelectMany(p => p.Sources).OfType<SubjectSourceDefinition>()
                .SelectMany(source => source.Subjects.Distinct().Select(subject => (subject, source.Name)))
                .GroupBy(heard => heard)
                .Where(heard => heard.Count() == runs.Count())
                .Select(heard => $"{heard.Key.subject} ({heard.Key.Name})")).Distinct(),
    ];
}
