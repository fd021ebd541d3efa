namespace Streams.Testing.Support;

/// <summary>Waits for other processes, which tell nobody when they are done.</summary>
internal static class Eventually
{
    /// <summary>Asks ten times a second until there is an answer.</summary>
    internal static async Task<T> AnswersAsync<T>(Func<Task<T?>> ask, string what)
        where T : class
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            try
            {
                if (await ask() is { } answer) return answer;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
        while (await NextAsync(timer, limit.Token));

        throw new TimeoutException($"{what}: not within {Patience.Limit.TotalSeconds} s");
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken limit)
    {
        try
        {
            return await timer.WaitForNextTickAsync(limit);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
