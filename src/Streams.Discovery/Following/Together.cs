namespace Streams.Discovery.Following;

/// <summary>Several followers, told as one: up when all are, listed when all have been.</summary>
internal sealed class Together
{
    private readonly Lock _gate = new();
    private readonly IDiscoveryObserver _observer;
    private (bool Up, string? Why)? _told;

    internal Together(IDiscoveryObserver observer, IEnumerable<string> names)
    {
        _observer = observer;
        Parts = [.. names.Select(name => new Part(this, name))];
    }

    internal IReadOnlyList<Part> Parts { get; }

    private void Show()
    {
        var down = Parts.FirstOrDefault(part => part.IsUp == false);
        if (down is null && Parts.Any(part => part.IsUp is null)) return;
        (bool Up, string? Why) now = (down is null, down is null ? null : $"{down.Name}: {down.Why}");
        if (_told == now) return;
        _told = now;
        _observer.Up(now.Up, now.Why);
    }

    /// <summary>One of them: what its follower tells.</summary>
    internal sealed class Part(Together whole, string name) : IDiscoveryObserver
    {
        internal string Name => name;

        /// <summary>Null before its follower has said so.</summary>
        internal bool? IsUp { get; private set; }

        internal string? Why { get; private set; }

        private bool IsListed { get; set; }

        public void Changed(DiscoveryChange change)
        {
            lock (whole._gate) whole._observer.Changed(change);
        }

        public void Refused(string key, string why)
        {
            lock (whole._gate) whole._observer.Refused(key, why);
        }

        public void Listed()
        {
            lock (whole._gate)
            {
                IsListed = true;
                if (whole.Parts.All(part => part.IsListed)) whole._observer.Listed();
            }
        }

        public void Up(bool up, string? why)
        {
            lock (whole._gate)
            {
                (IsUp, Why) = (up, why);
                whole.Show();
            }
        }
    }
}
