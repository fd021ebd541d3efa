namespace Streams.Simulation;

/// <summary>The service instances of a bus, and which of them a statistics request means.</summary>
internal sealed class StatsServices
{
    internal const string Prefix = "$SRV.STATS";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Instance> _instances = [];
    private long _next;

    internal IDisposable Add(string service, string id, Func<ReadOnlyMemory<byte>> answer)
    {
        lock (_gate)
        {
            var instance = new Instance(this, _next++, service, id, answer);
            _instances.Add(instance.Order, instance);
            return instance;
        }
    }

    /// <summary>The answers to a request on a subject, in the order in which the instances came.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Answers(string subject)
    {
        Instance[] asked;
        lock (_gate) asked = [.. _instances.Values.Where(i => i.IsAsked(subject))];
        return Array.ConvertAll(asked, i => i.Answer());
    }

    private sealed class Instance(StatsServices owner, long order, string service, string id, Func<ReadOnlyMemory<byte>> answer) : IDisposable
    {
        private readonly string _service = $"{Prefix}.{service}";
        private readonly string _instance = $"{Prefix}.{service}.{id}";

        internal long Order { get; } = order;

        internal Func<ReadOnlyMemory<byte>> Answer { get; } = answer;

        internal bool IsAsked(string subject) => subject == Prefix || subject == _service || subject == _instance;

        public void Dispose()
        {
            lock (owner._gate) owner._instances.Remove(Order);
        }
    }
}
