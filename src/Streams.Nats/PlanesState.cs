using Streams.Lane;

namespace Streams.Nats;

/// <summary>Whether a source hears all of its planes: only then is it up.</summary>
internal sealed class PlanesState
{
    private readonly Lock _gate = new();
    private readonly SourceInput _input;
    private readonly bool[] _up;

    internal PlanesState(SourceInput input, int planes)
    {
        _input = input;
        _up = new bool[planes];
    }

    /// <summary>What one of the planes tells.</summary>
    internal Action<bool, DisconnectReason?> Of(int plane) => (isUp, reason) =>
    {
        lock (_gate)
        {
            _up[plane] = isUp;
            if (Array.TrueForAll(_up, up => up)) _input.IsUp = true;
            else if (reason is { } why && !isUp) _input.Disconnected(why);
            else _input.IsUp = false;
        }
    };
}
