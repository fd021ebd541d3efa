using Microsoft.Extensions.Logging;
using Streams.Definition;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>The live sources of this project.</summary>
public static class NatsSources
{
    /// <summary>Creates the source of a definition; it begins with <see cref="IEventSource.RunAsync"/>, once.</summary>
    /// <param name="definition">A <see cref="SubjectSourceDefinition"/> or a <see cref="ServiceStatsSourceDefinition"/>.</param>
    /// <param name="link">The connection that it uses and does not own.</param>
    /// <param name="time">Paces the questions of a statistics source and judges which answers are late.</param>
    /// <param name="logger">Hears what each source listens to.</param>
    /// <exception cref="ArgumentException">The definition is of another kind.</exception>
    public static IEventSource Create(SourceDefinition definition, NatsLink link, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(link);
        return definition switch
        {
            SubjectSourceDefinition subjects => new SubjectSource(subjects, link, logger),
            ServiceStatsSourceDefinition stats => new ServiceStatsSource(stats, link, time, logger),
            _ => throw new ArgumentException($"the source {definition?.Name} is not read from NATS", nameof(definition)),
        };
    }
}
