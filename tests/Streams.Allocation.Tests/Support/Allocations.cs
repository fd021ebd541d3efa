namespace Streams.Allocation.Tests.Support;

/// <summary>Counts what this thread allocates on the heap.</summary>
internal static class Allocations
{
    private const int Runs = 5, EventsARun = 20_000;

    /// <summary>Bytes of the cheapest of five runs of 20,000 events each: what is done once, whenever that is, does not count.</summary>
    /// <param name="eventsAPass">How many events one pass takes.</param>
    /// <param name="pass">Takes them; its argument is the number of the pass, from 0 on.</param>
    internal static long OfManyEvents(int eventsAPass, Action<int> pass)
    {
        var least = long.MaxValue;
        for (int run = 0, number = 0; run < Runs; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var events = 0; events < EventsARun; events += eventsAPass) pass(number++);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>Bytes of one call, and what it returns.</summary>
    internal static (long Bytes, T Result) Of<T>(Func<T> call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = call();
        return (GC.GetAllocatedBytesForCurrentThread() - before, result);
    }
}
