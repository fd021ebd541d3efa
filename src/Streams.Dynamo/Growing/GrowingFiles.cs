using Microsoft.Extensions.Logging;
using Streams.Lane;
using Streams.Nats;

namespace Streams.Dynamo.Growing;

/// <summary>Files that grow, each line a message on the subject that it would have had on NATS: new ones are found, shortened ones read anew.</summary>
/// <remarks>
/// Hot, like every plane: what is there when it begins is passed over. It looks twice a second, since no word of a change comes from a shared file
/// system, and waits where the lane is behind. A line or a gzip member that has not ended waits for its rest.
/// </remarks>
/// <param name="patterns">Which files.</param>
/// <param name="time">When it looks.</param>
/// <param name="logger">Where it tells of files.</param>
internal sealed partial class GrowingFiles(IReadOnlyList<FilePattern> patterns, TimeProvider time, ILogger logger) : ISubjectPlane
{
    private readonly ILogger _logger = logger;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UntilThereIsRoom = TimeSpan.FromMilliseconds(10);

    private string Patterns => string.Join(Path.PathSeparator, patterns.Select(pattern => pattern.Text));

    public async Task HearAsync(SubjectSourceDefinition source, SourceFeed feed, ILogger log, CancellationToken stop)
    {
        feed.IsSubscribed = true;
        if (source.IsInFiles) await ReadOnAsync(source, feed, stop).ConfigureAwait(false);
        else
        {
            feed.Show(true, DisconnectReason.Closed);
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        feed.End(isDrained: true);
    }

    private async Task ReadOnAsync(SubjectSourceDefinition source, SourceFeed feed, CancellationToken stop)
    {
        var reading = new FilesReading(patterns, source.Subjects[0], feed);
        string? before = null;
        using var timer = new PeriodicTimer(Every, time);
        var isToldToStop = false;
        while (true)
        {
            var isFirst = before is null;
            var wrong = reading.Look();
            if (isFirst && wrong is null) LogBegins(source.Name, Patterns, reading.Files, reading.PassedOver);
            else if (wrong is not null && wrong != before) LogWrong(source.Name, wrong);
            before = wrong ?? "";
            feed.Show(!reading.IsBlind, DisconnectReason.Closed);
            while (reading.ReadPiece())
            {
                while (!feed.HasRoom && !stop.IsCancellationRequested) await Task.Delay(UntilThereIsRoom, time, CancellationToken.None).ConfigureAwait(false);
            }

            if (reading.TakeBroken() is > 0 and var broken) LogBroken(source.Name, broken);
            // What was written before the word to stop is read once more.
            if (isToldToStop || feed.Broken.IsCompleted) break;
            try
            {
                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                isToldToStop = true;
            }
        }

        if (feed.Broken.IsFaulted) await feed.Broken.ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Information,
        Message = "source {Source} reads {Patterns}: {Files} files are there, of which {Bytes} bytes are past and passed over (streams replay reads them)")]
    private partial void LogBegins(string source, string patterns, int files, long bytes);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "source {Source}: {Wrong}; it looks again and again")]
    private partial void LogWrong(string source, string wrong);

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "source {Source}: {Members} gzip members cannot be read, and their rows are lost")]
    private partial void LogBroken(string source, int members);
}
