using System.Net;

namespace Streams.Prometheus.Tests.Support;

/// <summary>An endpoint on a free port, and a client that takes answers as they come.</summary>
internal sealed class RunningEndpoint : IAsyncDisposable
{
    private readonly MetricsPage _page;

    private RunningEndpoint(MetricsEndpoint endpoint, MetricsPage page, PageSource source)
    {
        Endpoint = endpoint;
        _page = page;
        Source = source;
        Client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = endpoint.Address };
    }

    internal MetricsEndpoint Endpoint { get; }

    internal MetricsPage Page => _page;

    internal PageSource Source { get; }

    internal HttpClient Client { get; }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Endpoint.StopAsync();
        await Endpoint.DisposeAsync();
        _page.Dispose();
    }

    internal static async Task<RunningEndpoint> StartAsync(PrometheusSink? sink = null, Func<MetricsEndpointOptions, MetricsEndpointOptions>? with = null,
        DaemonSeries? daemon = null)
    {
        var source = new PageSource();
        var page = new MetricsPage(source, sink ?? Some.OddPage(), daemon);
        var options = new MetricsEndpointOptions { Listen = new ListenAddress(IPAddress.Loopback, 0) };
        var endpoint = new MetricsEndpoint(page, with?.Invoke(options) ?? options);
        await endpoint.StartAsync();
        return new RunningEndpoint(endpoint, page, source);
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);
}
