namespace Streams.Benchmarks.Publishing;

/// <summary>What a message says, and in which of Dynamo's forms.</summary>
internal enum MessageKind
{
    /// <summary>A routed request, in JSON.</summary>
    Hit,

    /// <summary>A load report of 0.4.1 to 0.7, in JSON.</summary>
    Load,

    /// <summary>A forward pass of 1.4 and later, in MessagePack.</summary>
    Pass,

    /// <summary>A load report of 1.4 and later, in MessagePack.</summary>
    PackedLoad,
}
