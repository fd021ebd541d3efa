namespace Streams.Prometheus;

/// <summary>Another program listens on the endpoint's port.</summary>
public sealed class PortTakenException : IOException
{
    internal PortTakenException(ListenAddress address, Exception inner)
        : base(Text(address), inner) => Address = address;

    /// <summary>Where the endpoint was to listen.</summary>
    public ListenAddress Address { get; }

    private static string Text(ListenAddress address)
    {
        var hint = address.Port == ListenAddress.DefaultPort ? ", which is also the default port of Prometheus' Pushgateway" : "";
        return $"cannot listen on {address}: another program has port {address.Port}{hint}; stop it, or choose another port, such as :{Another(address.Port)}";
    }

    private static int Another(int port) => port < 65535 ? port + 1 : port - 1;
}
