namespace Streams.Simulation;

/// <summary>One worker's engine: slots, KV blocks, and a queue for what finds none.</summary>
internal sealed class Engine(EventQueue events)
{
    internal const int TotalSlots = 16;
    private const int TotalBlocks = 1024;
    private const int QueueLimit = 64;

    private readonly List<Prompt> _active = [];
    private readonly Queue<Prompt> _waiting = new();
    private int _blocks;
    private long _computedTokens;
    private long _reusedTokens;

    /// <summary>A request has got its slot.</summary>
    internal event Action<Prompt>? Admitted;

    /// <summary>A request has left its slot.</summary>
    internal event Action<Prompt>? Finished;

    /// <summary>Slots, blocks or queue are not what they were.</summary>
    internal event Action? Changed;

    internal IReadOnlyCollection<Prompt> Active => _active;

    internal IReadOnlyCollection<Prompt> Waiting => _waiting;

    internal bool IsFull => _waiting.Count >= QueueLimit;

    internal bool IsIdle => _active.Count + _waiting.Count == 0;

    internal long FinishedRequests { get; private set; }

    internal TimeSpan Busy { get; private set; }

    internal WorkerLoad Load => new(_active.Count, TotalSlots, _waiting.Count, _blocks, TotalBlocks, HitRate);

    private float HitRate => _computedTokens == 0 ? 0 : MathF.Round((float)_reusedTokens / (_reusedTokens + _computedTokens), 3);

    internal void Take(Prompt prompt)
    {
        _waiting.Enqueue(prompt);
        Admit();
        Changed?.Invoke();
    }

    private void Admit()
    {
        while (_active.Count < TotalSlots && _waiting.TryPeek(out var prompt) && _blocks + prompt.HeldBlocks <= TotalBlocks)
        {
            _waiting.Dequeue();
            _active.Add(prompt);
            _blocks += prompt.HeldBlocks;
            _computedTokens += prompt.ComputedTokens;
            _reusedTokens += prompt.ReusedTokens;
            prompt.Admitted = events.Now;
            events.In(prompt.Service, () => Finish(prompt));
            Admitted?.Invoke(prompt);
        }
    }

    private void Finish(Prompt prompt)
    {
        _active.Remove(prompt);
        _blocks -= prompt.HeldBlocks;
        FinishedRequests++;
        Busy += prompt.Service;
        Finished?.Invoke(prompt);
        Admit();
        Changed?.Invoke();
    }
}
