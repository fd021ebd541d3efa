namespace Streams.Simulation;

/// <summary>One request on its way through router and engine.</summary>
internal sealed class Prompt
{
    internal const int BlockSize = 16;

    /// <summary>The prompts that begin alike: a system prompt, a conversation.</summary>
    internal required int Family { get; init; }

    /// <summary>Blocks that the family has in common.</summary>
    internal required int FamilyBlocks { get; init; }

    internal required int Tokens { get; init; }

    internal required int OutputTokens { get; init; }

    /// <summary>How long an engine works on it.</summary>
    internal required TimeSpan Service { get; init; }

    /// <summary>Blocks of the prompt that the chosen worker has in its cache.</summary>
    internal int OverlapBlocks { get; set; }

    internal TimeSpan Admitted { get; set; }

    internal int Blocks => BlocksOf(Tokens);

    /// <summary>Blocks that it holds while it runs.</summary>
    internal int HeldBlocks => BlocksOf(Tokens + OutputTokens);

    /// <summary>Tokens that need no computing; the last one always does.</summary>
    internal int ReusedTokens => Math.Min(OverlapBlocks * BlockSize, Tokens - 1);

    internal int ComputedTokens => Tokens - ReusedTokens;

    private static int BlocksOf(int tokens) => (tokens + BlockSize - 1) / BlockSize;
}
