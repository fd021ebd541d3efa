using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Definition;
using Streams.Lane;
using Streams.Prometheus;

namespace Streams.LivePage.Tests.Support;

/// <summary>Pipelines on their lanes, and the page that they serve: a daemon whose messages come from the test.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    /// <summary>A beat of the history in place of fifteen seconds.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private readonly LaneHost[] _lanes;
    private readonly MetricsPage _page;
    private readonly MetricsEndpoint _endpoint;
    private readonly CancellationTokenSource _ending = new();
    private readonly HttpClient _http = new();

    private RunningDaemon(PipelineDefinition[] pipelines, int port)
    {
        var sink = new PrometheusSink();
        var tables = new LiveTables();
        _lanes = [.. pipelines.Select(p => new LaneHost(p, tables.Before(sink.For(p.Name), p.Name), TimeProvider.System, new LaneListener()))];
        _page = new MetricsPage(new LanePage(_lanes), sink, new DaemonSeries(tables.Before(sink), "0.1.0"));
        var live = new LiveRoutes(_page, tables, [.. pipelines.Zip(_lanes, (pipeline, lane) => (pipeline, lane.Data))], TimeProvider.System, Beat, NullLogger.Instance, _ending.Token);
        _endpoint = new MetricsEndpoint(_page, new MetricsEndpointOptions { Listen = new ListenAddress(IPAddress.Loopback, port), Routes = live.Map });
    }

    internal string Url => _endpoint.Address.ToString();

    internal static Task<RunningDaemon> StartAsync() => StartAsync(Fleet.Pipeline);

    internal static Task<RunningDaemon> StartAsync(PipelineDefinition pipeline, int port = 0) => StartAsync([pipeline], port);

    internal static async Task<RunningDaemon> StartAsync(PipelineDefinition[] pipelines, int port = 0)
    {
        var daemon = new RunningDaemon(pipelines, port);
        await daemon._endpoint.StartAsync();
        foreach (var (lane, pipeline) in daemon._lanes.Zip(pipelines))
        {
            lane.Start(pipeline.Name);
            foreach (var input in lane.Inputs) input.IsUp = true;
        }

        return daemon;
    }

    /// <summary>A message comes from this source of this pipeline.</summary>
    internal void Receive(int source, string json, int pipeline = 0)
    {
        var input = _lanes[pipeline].Inputs[source];
        input.Receive("fleet", Encoding.UTF8.GetBytes(json));
        input.Flush();
    }

    /// <summary>The source's connection is lost, or there again.</summary>
    internal void SetUp(int source, bool isUp) => _lanes[0].Inputs[source].IsUp = isUp;

    internal Task<string> GetAsync(string path) => _http.GetStringAsync(Url + path);

    internal Task<HttpResponseMessage> AskAsync(HttpMethod method, string path) =>
        _http.SendAsync(new HttpRequestMessage(method, Url + path), HttpCompletionOption.ResponseHeadersRead);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _http.Dispose();
        await _endpoint.StopAsync();
        await _endpoint.DisposeAsync();
        _page.Dispose();
        foreach (var lane in _lanes)
        {
            await lane.StopAsync();
            lane.Dispose();
        }

        _ending.Dispose();
    }

    private sealed class LanePage(LaneHost[] lanes) : IPageSource
    {
        public async ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel)
        {
            var last = DateTimeOffset.MinValue;
            foreach (var lane in lanes)
            {
                var at = await lane.ReadAsync();
                if (at > last) last = at;
            }

            return last;
        }
    }
}
