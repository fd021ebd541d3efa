using System.Globalization;
using System.Text;
using Streams.Cli.CommandLine;
using Streams.Cli.Files;
using Streams.Cli.Pipelines;
using Streams.Definition;
using Streams.Publishing;
using Streams.Recording;
using Streams.Replaying;
using Streams.Scenarios.Definition;

namespace Streams.Cli.Replaying;

/// <summary>Writes a recording as a scenario: its messages are given, and the pipeline's series at some instants are expected.</summary>
/// <param name="path">Where the scenario goes; the paths in it are from its folder.</param>
/// <param name="pipeline">The pipeline, of a file.</param>
/// <param name="table">The pipeline's series.</param>
internal sealed class ScenarioOutput(string path, PipelineDefinition pipeline, SeriesTable table)
{
    /// <summary>How many messages are written one by one; more are named by their file.</summary>
    internal const int MostMessages = 1000;

    private readonly StringBuilder _expect = new();

    private string Folder => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>Expects what the series are at an instant.</summary>
    internal void Expect(TimeSpan after)
    {
        var rows = table.Rows.Where(row => !row.Family.Name.StartsWith("streams_", StringComparison.Ordinal)).ToArray();
        if (rows.Length == 0) return;
        _expect.Append($"      {Seconds(after)}:\n");
        foreach (var row in rows) _expect.Append($"        {Quoted(row.Id)}: {row.Value.ToString("R", CultureInfo.InvariantCulture)}\n");
    }

    /// <summary>Writes the scenario, and reads it back: one that cannot be read is none.</summary>
    internal void Write(OutputFile file, string pipelineFile, string recording, DateTimeOffset started, IReadOnlyList<RecordedMessage> messages)
    {
        if (_expect.Length == 0) throw CommandException.Failure("the pipeline has no series then, so nothing can be expected; choose a later --to");
        var text = new StringBuilder($"pipeline: {Quoted(FromFolder(pipelineFile))}\n");
        if (pipeline.Parameters.Count > 0)
        {
            text.Append("parameters:\n");
            foreach (var (name, value) in pipeline.Parameters) text.Append($"  {name}: {Quoted(value)}\n");
        }

        text.Append($"start: {RecordStamp.Format(started)}\nscenarios:\n  - name: {Quoted(Path.GetFileName(recording))}\n    given:\n");
        if (messages.Count <= MostMessages) foreach (var message in messages) text.Append(Given(message));
        else
        {
            foreach (var source in messages.Select(m => m.Source).Distinct())
            {
                text.Append($"      - {{ source: {source}, from_file: {Quoted(FromFolder(recording))} }}\n");
            }
        }

        text.Append("    expect:\n").Append(_expect);
        file.Stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
        file.Stream.Flush();
        var mistakes = PipelineFiles.ReadScenarios(file.Beside, new Dictionary<string, string>()).Mistakes;
        if (mistakes.Count > 0)
        {
            throw CommandException.Failure(
                $"the scenario could not be read back: {mistakes[0].ToString().Replace(file.Beside, path)}; choose an earlier --to, or fewer series");
        }
    }

    private static string Given(RecordedMessage message)
    {
        var subject = message.Subject.Length == 0 ? "" : $", subject: {Quoted(message.Subject)}";
        var payload = Text(message.Payload) is { } text ? $"payload: {Quoted(text)}" : $"payload_hex: '{Convert.ToHexStringLower(message.Payload)}'";
        return $"      - {{ source: {message.Source}, at: {Seconds(message.After)}{subject}, {payload} }}\n";
    }

    /// <summary>A payload as a line of text; null where it is none.</summary>
    private static string? Text(byte[] payload)
    {
        var text = Encoding.UTF8.GetString(payload);
        return text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' or '\ufffd' or '\ufffe' or '\uffff') ? null : text;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''").Replace("${", "$${")}'";

    private static string Seconds(TimeSpan after) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)after.Ticks / TimeSpan.TicksPerSecond:0.#######}s");

    private string FromFolder(string file) => Path.GetRelativePath(Folder, Path.GetFullPath(file));
}
