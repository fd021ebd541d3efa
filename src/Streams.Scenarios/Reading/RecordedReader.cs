using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Recording;
using Streams.Replaying;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads <c>from_file</c>: the messages of one source of a recording, at the times that it tells.</summary>
/// <param name="folder">The folder from which its path goes.</param>
/// <param name="report">Where mistakes go.</param>
internal sealed class RecordedReader(string folder, Report report)
{
    /// <summary>The messages of a source, at the position <paramref name="source"/> in the pipeline; null where there are none.</summary>
    public ScenarioAction.Messages? Read(SettingsNode line, SourceDefinition? source)
    {
        if (line.Scalar("from_file") is not { } file) return null;
        var path = Path.Combine(folder, file.Text);
        try
        {
            var recording = RecordedMessages.Read(path, _ => { });
            var messages = recording.Messages.Where(m => m.Source == source?.Name).ToList();
            if (source is not null && messages.Count == 0)
            {
                report.Add(file.At, $"the recording has no message of source {Settings.Quote(source.Name)}",
                    $"it has: {string.Join(", ", recording.Messages.Select(m => m.Source).Distinct().DefaultIfEmpty("none at all"))}");
                return null;
            }

            return new ScenarioAction.Messages
            {
                Source = -1,
                All = [.. messages.Select(m => new Message(m.Subject, m.Payload))],
                Instants = [.. messages.Select(m => m.After)]
            };
        }
        catch (RecordingException wrong)
        {
            report.Add(file.At, "the recording cannot be read", Settings.OneLine(wrong.Message));
            return null;
        }
    }
}
