namespace Streams.Events;

/// <summary>Why a whole message was rejected or dropped: a closed set.</summary>
public enum MessageReason
{
    /// <summary>Decoded.</summary>
    None,

    /// <summary>Not in the encoding or shape that the source expects; also JSON that is not an object.</summary>
    Malformed,

    /// <summary>A message without a payload.</summary>
    Empty,

    /// <summary>Longer than the source's limit.</summary>
    TooLarge,

    /// <summary>It has more events than a message may have.</summary>
    TooManyEvents,

    /// <summary>No message but a status, such as NATS' <c>503</c>: nobody answers. Servers send them, and so can any publisher.</summary>
    Status,

    /// <summary>The lane's queue was full.</summary>
    SlowConsumer,

    /// <summary>An answer that came after its question's time, or to no question.</summary>
    LateReply,

    /// <summary>It came after the source had ended: its server did not answer the goodbye in time.</summary>
    AfterDrain,

    /// <summary>It may hold what nobody may keep, such as a prompt.</summary>
    Withheld,
}

/// <summary>Why one event of a decoded message was rejected: a closed set (N7).</summary>
public enum EventReason
{
    /// <summary>Not rejected.</summary>
    None,

    /// <summary>Data that is present but broken.</summary>
    Malformed,

    /// <summary>A key that is not a valid name (N2).</summary>
    BadKey,

    /// <summary>A field that is not a finite number.</summary>
    NotANumber,

    /// <summary>A key or a required field is missing.</summary>
    MissingField,

    /// <summary>A negative increment of a counter.</summary>
    Negative,

    /// <summary>A number beyond what its field can hold, or what sums hold exactly.</summary>
    OutOfRange,

    /// <summary>The event would begin a group beyond the cap (N4).</summary>
    TooManyWorkers,
}

/// <summary>The reasons as label values.</summary>
public static class Reasons
{
    /// <summary>The label value of a message's reason.</summary>
    public static string Label(this MessageReason reason) => reason switch
    {
        MessageReason.Malformed => "malformed",
        MessageReason.Empty => "empty",
        MessageReason.TooLarge => "too_large",
        MessageReason.TooManyEvents => "too_many_events",
        MessageReason.Status => "status",
        MessageReason.SlowConsumer => "slow_consumer",
        MessageReason.LateReply => "late_reply",
        MessageReason.AfterDrain => "after_drain",
        MessageReason.Withheld => "withheld",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>The label value of an event's reason.</summary>
    public static string Label(this EventReason reason) => reason switch
    {
        EventReason.Malformed => "malformed",
        EventReason.BadKey => "bad_key",
        EventReason.NotANumber => "not_a_number",
        EventReason.MissingField => "missing_field",
        EventReason.Negative => "negative",
        EventReason.OutOfRange => "out_of_range",
        EventReason.TooManyWorkers => "too_many_workers",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
