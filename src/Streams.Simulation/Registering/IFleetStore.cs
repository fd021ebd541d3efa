namespace Streams.Simulation.Registering;

/// <summary>Where a simulated fleet registers itself. Disposed, it holds nothing of it any more.</summary>
public interface IFleetStore : IAsyncDisposable
{
    /// <summary>Puts a record, and keeps it alive.</summary>
    /// <param name="owner">The process that owns it.</param>
    /// <param name="key">Its key: <c>v1/mdc/…</c>.</param>
    /// <param name="value">Its JSON.</param>
    ValueTask PutAsync(ulong owner, string key, string value);
}
