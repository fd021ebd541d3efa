using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Definition;
using Streams.Lane;
using Streams.Prometheus;

namespace Streams.LivePage.Tests.Support;

/// <summary>A pipeline on its lane, and the page that it serves: a daemon whose messages come from the test.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly LaneHost _lane;
    private readonly MetricsPage _page;
    private readonly MetricsEndpoint _endpoint;
    private readonly CancellationTokenSource _ending = new();
    private readonly HttpClient _http = new();

    private RunningDaemon(PipelineDefinition pipeline, int port)
    {
        var sink = new PrometheusSink();
        var tables = new LiveTables();
        _lane = new LaneHost(pipeline, tables.Before(sink), TimeProvider.System, new LaneListener());
        _page = new MetricsPage(new LanePage(_lane), sink, new DaemonSeries(tables.Before(sink), "0.1.0"));
        var live = new LiveRoutes(_page, tables, [pipeline], TimeProvider.System, NullLogger.Instance, _ending.Token);
        _endpoint = new MetricsEndpoint(_page, new MetricsEndpointOptions { Listen = new ListenAddress(IPAddress.Loopback, port), Routes = live.Map });
    }

    internal string Url => _endpoint.Address.ToString();

    internal static Task<RunningDaemon> StartAsync() => StartAsync(Fleet.Pipeline);

    internal static async Task<RunningDaemon> StartAsync(PipelineDefinition pipeline, int port = 0)
    {
        var daemon = new RunningDaemon(pipeline, port);
        await daemon._endpoint.StartAsync();
        daemon._lane.Start(pipeline.Name);
        foreach (var input in daemon._lane.Inputs) input.IsUp = true;
        return daemon;
    }

    /// <summary>A message comes from this source.</summary>
    internal void Receive(int source, string json)
    {
        _lane.Inputs[source].Receive("fleet", Encoding.UTF8.GetBytes(json));
        _lane.Inputs[source].Flush();
    }

    /// <summary>The source's connection is lost, or there again.</summary>
    internal void SetUp(int source, bool isUp) => _lane.Inputs[source].IsUp = isUp;

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
        await _lane.StopAsync();
        _lane.Dispose();
        _ending.Dispose();
    }

    private sealed class LanePage(LaneHost lane) : IPageSource
    {
        public async ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel) => await lane.ReadAsync();
    }
}
