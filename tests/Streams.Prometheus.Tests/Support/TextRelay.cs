using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Streams.Prometheus.Tests.Support;

/// <summary>Stands between Prometheus and the endpoint as a scraper of text alone: Prometheus 2.42 cannot be told to ask for text.</summary>
internal sealed class TextRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    private TextRelay(Uri endpoint)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, "/metrics"));
            request.Headers.Add("Accept", "text/plain;version=0.0.4");
            using var answer = await _client.SendAsync(request);
            context.Response.ContentType = answer.Content.Headers.ContentType!.ToString();
            await answer.Content.CopyToAsync(context.Response.Body);
        });
    }

    internal Uri Address => new(_app.Urls.First());

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _client.Dispose();
    }

    internal static async Task<TextRelay> StartAsync(Uri endpoint)
    {
        var relay = new TextRelay(endpoint);
        await relay._app.StartAsync();
        return relay;
    }
}
