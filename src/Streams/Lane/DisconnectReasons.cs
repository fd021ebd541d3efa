namespace Streams.Lane;

/// <summary>The reasons as label values.</summary>
public static class DisconnectReasons
{
    /// <summary>Every reason.</summary>
    internal static DisconnectReason[] All { get; } = Enum.GetValues<DisconnectReason>();

    /// <summary>The label value of a reason.</summary>
    public static string Label(this DisconnectReason reason) => reason switch
    {
        DisconnectReason.Closed => "closed",
        DisconnectReason.SlowConsumer => "slow_consumer",
        DisconnectReason.Timeout => "timeout",
        DisconnectReason.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
