using Microsoft.Extensions.Logging;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>Listens to subjects on every plane that there is.</summary>
/// <remarks>
/// Hot: messages published before it listens are lost. Messages are decoded on the reading thread of their plane, one plane at a time; headers are used by
/// recordings only. A message that matches two of its subjects is received twice.
/// </remarks>
internal sealed class SubjectSource(SubjectSourceDefinition definition, IReadOnlyList<ISubjectPlane> planes, Lock reading, ILogger log) : IEventSource
{
    /// <inheritdoc/>
    public async Task RunAsync(SourceInput input, CancellationToken stop)
    {
        string[] subjects = [.. definition.Subjects.Select(subject => new SubjectPattern(subject).Subject)];
        var state = new PlanesState(input, planes.Count);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var hearing = planes
            .Select((plane, i) => plane.HearAsync(definition, new SourceFeed(input, subjects, reading, state.Of(i)), log, ending.Token)).ToArray();
        // The first that ends was stopped, or broke: then the others end, too.
        await Task.WhenAny(hearing).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(hearing).ConfigureAwait(false);
    }
}
