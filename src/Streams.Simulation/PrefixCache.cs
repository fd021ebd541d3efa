namespace Streams.Simulation;

/// <summary>The families of prompts whose common blocks a worker still has; the one that was used longest ago gives way.</summary>
internal sealed class PrefixCache
{
    private const int Capacity = 8;
    private readonly List<int> _families = [];

    internal int Overlap(Prompt prompt) => _families.Contains(prompt.Family) ? prompt.FamilyBlocks : 0;

    internal void Use(Prompt prompt)
    {
        _families.Remove(prompt.Family);
        if (_families.Count == Capacity) _families.RemoveAt(0);
        _families.Add(prompt.Family);
    }
}
