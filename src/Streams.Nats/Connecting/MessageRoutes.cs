namespace Streams.Nats.Connecting;

/// <summary>Which subscription each subscription id of the protocol belongs to, on one connection.</summary>
/// <remarks>
/// NATS.Net gives ids to subscriptions and does not tell them. So it gets the first message of each id, as it gets everything
/// that is not known here, and calls the subscription within the very call that hands the message over: which then claims the id.
/// An id that no subscription claims stays with NATS.Net. Used by the reading thread only.
/// </remarks>
internal sealed class MessageRoutes
{
    [ThreadStatic]
    private static MessageRoutes? _handing;

    private readonly Dictionary<int, IMessageTarget> _targets = [];
    private int _handed;

    /// <summary>Takes the id of the message that this thread is handing over to NATS.Net, if it is.</summary>
    internal static void Claim(IMessageTarget target)
    {
        if (_handing is { } routes) routes._targets[routes._handed] = target;
    }

    internal IMessageTarget? Of(int id) => _targets.GetValueOrDefault(id);

    /// <summary>From now on, until <see cref="EndHandingOver"/>, a message of this id is handed over on this thread.</summary>
    internal void BeginHandingOver(int id)
    {
        _handed = id;
        _handing = this;
    }

    internal static void EndHandingOver() => _handing = null;
}
