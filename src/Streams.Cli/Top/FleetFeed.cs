using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Streams.Cli.CommandLine;

namespace Streams.Cli.Top;

/// <summary>What a daemon says of its fleet, once a second: its <c>/events</c>.</summary>
internal sealed class FleetFeed(Uri daemon) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = daemon, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Reads until the daemon ends or the caller has enough.</summary>
    /// <exception cref="CommandException">Nothing answers there, or something that is no daemon.</exception>
    internal async IAsyncEnumerable<FleetSnapshot> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var answer = await AskAsync(stop);
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        await using var events = SseParser.Create(body, (_, data) => FleetSnapshot.Parse(data)).EnumerateAsync(stop).GetAsyncEnumerator(stop);
        while (await NextAsync(events)) yield return events.Current.Data;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<FleetSnapshot>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (IOException)
        {
            // The daemon ended in the middle of an event.
            return false;
        }
    }

    private async Task<HttpResponseMessage> AskAsync(CancellationToken stop)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await _http.GetAsync("events", HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (HttpRequestException refused)
        {
            throw CommandException.Failure($"nothing answers at {daemon} ({refused.Message}); "
                + "start streams run or streams demo, or give a daemon's address with --url");
        }

        if (answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "text/event-stream") return answer;
        answer.Dispose();
        throw CommandException.Failure(answer.StatusCode == HttpStatusCode.ServiceUnavailable
            ? $"{daemon} has too many viewers; close one of them"
            : $"{daemon} is no daemon of Streams; give the address of one with --url, such as http://localhost:9091");
    }
}
