namespace Streams.Discovery;

/// <summary>Is told what discovery holds, one call at a time.</summary>
public interface IDiscoveryObserver
{
    /// <summary>A record is new, has another value or owner, or has gone. What stays the same is told once, however often the store is read.</summary>
    void Changed(DiscoveryChange change);

    /// <summary>
    /// All that the store holds has been told: after the first reading, and after each later one that makes good for a time in which changes may have been
    /// missed. What vanished meanwhile has been told as removals before.
    /// </summary>
    void Listed();

    /// <summary>Whether the store answers: told when that changes, or why it does not. Before the first call it does not.</summary>
    /// <param name="up">True once all of it has been read, just before <see cref="Listed"/>.</param>
    /// <param name="why">Why not, for people; null where it does.</param>
    void Up(bool up, string? why);

    /// <summary>A record is no JSON object, or too long: what was known of its key stays as it was. Each different mistake is told once, up to 1,024.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="why">What is wrong with it, for people.</param>
    void Refused(string key, string why)
    {
    }
}
