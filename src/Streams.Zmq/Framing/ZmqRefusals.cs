namespace Streams.Zmq.Framing;

/// <summary>How reasons stand on the page and in the log.</summary>
internal static class ZmqRefusals
{
    internal static IReadOnlyList<ZmqRefusal> All { get; } = Enum.GetValues<ZmqRefusal>();

    internal static string Label(this ZmqRefusal reason) => reason switch
    {
        ZmqRefusal.Protocol => "protocol",
        ZmqRefusal.NoPublisher => "no_publisher",
        ZmqRefusal.TooLarge => "too_large",
        ZmqRefusal.Parts => "parts",
        ZmqRefusal.Version => "version",
        ZmqRefusal.Topic => "topic",
        ZmqRefusal.Publisher => "publisher",
        _ => "address",
    };
}
