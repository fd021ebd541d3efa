using Streams.Definition;

namespace Streams.Lane;

/// <summary>A <see cref="SourceDefinition"/> of a kind that can be read live: it makes its own source.</summary>
public interface ILiveSource
{
    /// <summary>Creates the source; it begins with <see cref="IEventSource.RunAsync"/>, once.</summary>
    /// <param name="services">What the process shares: a <see cref="TimeProvider"/>, an <c>ILoggerFactory</c>, and connections such as a
    /// <c>NatsLink</c>.</param>
    /// <exception cref="InvalidOperationException">A service that it needs is not there.</exception>
    IEventSource Connect(IServiceProvider services);
}
