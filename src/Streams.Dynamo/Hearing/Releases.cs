namespace Streams.Dynamo.Hearing;

/// <summary>Releases of Dynamo as far as their messages tell them apart: each flag is the releases that send the same.</summary>
[Flags]
internal enum Releases
{
    /// <summary>None: what was heard contradicts itself.</summary>
    None = 0,

    /// <summary>0.1.0: the hash in a service's name is of the names joined by a bar.</summary>
    R010 = 1 << 0,

    /// <summary>0.1.1 and 0.2.0: it is of the names joined by an underscore.</summary>
    R011 = 1 << 1,

    /// <summary>0.2.1: no hash.</summary>
    R021 = 1 << 2,

    /// <summary>0.3.0 and 0.3.1: statistics name a rank.</summary>
    R030 = 1 << 3,

    /// <summary>0.3.2 and 0.4.0: statistics are nested.</summary>
    R032 = 1 << 4,

    /// <summary>0.4.1 to 0.6.0: load reports beside statistics.</summary>
    R041 = 1 << 5,

    /// <summary>0.6.1 to 0.7: load reports, and statistics without data.</summary>
    R061 = 1 << 6,

    /// <summary>0.8: load reports of another form.</summary>
    R080 = 1 << 7,

    /// <summary>0.9: the same in an envelope of MessagePack.</summary>
    R090 = 1 << 8,

    /// <summary>1.0: no hit events any more.</summary>
    R100 = 1 << 9,

    /// <summary>1.1 and 1.2: the engine's own count of blocks, and forward passes.</summary>
    R110 = 1 << 10,

    /// <summary>1.3: ZeroMQ unless NATS is asked for.</summary>
    R130 = 1 << 11,

    /// <summary>1.4 and later: subjects name the endpoint.</summary>
    R140 = 1 << 12,

    /// <summary>All of them.</summary>
    All = (1 << 13) - 1,
}
