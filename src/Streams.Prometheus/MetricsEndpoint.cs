using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streams.Prometheus;

/// <summary>The HTTP endpoint: <c>/metrics</c>, <c>/-/healthy</c>, <c>/-/ready</c>, for GET and HEAD, and any further paths.</summary>
/// <remarks>Bare Kestrel: configured by its options only, not by configuration files, environment variables or signals.</remarks>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private const string Metrics = "/metrics";
    private const string PlainText = "text/plain; charset=utf-8";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private readonly MetricsPage _page;
    private readonly MetricsEndpointOptions _options;
    private readonly ILogger _log;
    private readonly WebApplication _app;

    /// <summary>An endpoint for this page; it listens after <see cref="StartAsync"/>.</summary>
    public MetricsEndpoint(MetricsPage page, MetricsEndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(options);
        _page = page;
        _options = options;
        _log = options.Loggers?.CreateLogger<MetricsEndpoint>() ?? NullLogger<MetricsEndpoint>.Instance;
        _app = Build(options, new Clients(new DisconnectLog(page.Disconnects, _log, options.Time), options.Time));
        _app.Use(Clients.ServeAsync);
        _app.Use(SetStrictHeaders);
        if (options.AllowedHosts.Count > 0) _app.UseHostFiltering();
        // Pages are compressed once for all who read them.
        _app.UseWhen(context => !context.Request.Path.StartsWithSegments(Metrics), others => others.UseResponseCompression());
        _app.MapMethods(Metrics, Methods, ServeMetrics);
        _app.MapMethods("/-/healthy", Methods, context => Answer(context, StatusCodes.Status200OK, PlainText, "healthy\n"));
        _app.MapMethods("/-/ready", Methods, ServeReady);
        options.Routes(_app);
    }

    /// <summary>Where it can be reached from this machine: the bound port, and localhost where it listens on all interfaces. Once started.</summary>
    public Uri Address
    {
        get
        {
            var bound = new UriBuilder(_app.Urls.First());
            if (_options.Listen.Host is null) bound.Host = "localhost";
            return bound.Uri;
        }
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="PortTakenException">Another program has the port.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not this machine's, or may not be used.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        try
        {
            await _app.StartAsync(cancel);
        }
        catch (IOException failed) when (failed.InnerException is AddressInUseException)
        {
            throw new PortTakenException(_options.Listen, failed);
        }
    }

    /// <summary>
    /// Stops listening and ends the answers under way; those that have not ended in 3 s, or when <paramref name="cancel"/> is cancelled,
    /// are cut off.
    /// </summary>
    public Task StopAsync(CancellationToken cancel = default) => _app.StopAsync(cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Build(MetricsEndpointOptions options, Clients clients)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Clients has a limit of its own, at which nobody is turned away.
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.MaxRequestBodySize = 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // Longer than the usual scrape intervals, so that a scraper keeps its connection.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            kestrel.ConfigureEndpointDefaults(listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(clients.Hold);
            });
            if (options.Listen.Host is { } host) kestrel.Listen(host, options.Listen.Port);
            else kestrel.ListenAnyIP(options.Listen.Port);
        });
        builder.Services.AddRoutingCore();
        if (options.AllowedHosts.Count > 0)
        {
            builder.Services.AddHostFiltering(filter => (filter.AllowedHosts, filter.AllowEmptyHosts) = ([.. options.AllowedHosts], false));
        }

        builder.Services.AddResponseCompression(compression =>
        {
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = ["text/plain", "application/openmetrics-text", "text/html", "text/javascript", "text/css"];
        });
        builder.Services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        // A client that does not read its response delays the shutdown no longer than this.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        // Signals are handled by the command.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        if (options.Loggers is { } loggers) builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        return builder.Build();
    }

    private static Task SetStrictHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }

    private static async Task Answer(HttpContext context, int status, string contentType, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private async Task ServeReady(HttpContext context)
    {
        var down = _options.Down();
        if (_page.HasFailed && !await CanBeReadAsync(context.RequestAborted)) down = [.. down, "the page cannot be made; the log says why"];
        if (down.Count == 0) await Answer(context, StatusCodes.Status200OK, PlainText, "ready\n");
        else await Answer(context, StatusCodes.Status503ServiceUnavailable, PlainText, string.Join('\n', down) + "\n");
    }

    /// <summary>Tries, after a failure: where only the ready are scraped nobody else would.</summary>
    private async Task<bool> CanBeReadAsync(CancellationToken cancel)
    {
        try
        {
            using var page = await _page.ReadAsync(PageFormat.Text, cancel);
            return true;
        }
        catch (Exception broken) when (!cancel.IsCancellationRequested)
        {
            _log.LogError(broken, "The page could not be read");
            return false;
        }
    }

    private async Task ServeMetrics(HttpContext context)
    {
        var headers = context.Request.GetTypedHeaders();
        var format = PageNegotiation.Choose(headers.Accept);
        var isCompressed = PageNegotiation.WantsGzip(headers.AcceptEncoding);
        PageSnapshot page;
        try
        {
            page = await _page.ReadAsync(format, isCompressed, context.RequestAborted);
        }
        catch (Exception broken) when (!context.RequestAborted.IsCancellationRequested)
        {
            _log.LogError(broken, "The page could not be read");
            await Answer(context, StatusCodes.Status500InternalServerError, PlainText, "the page could not be read; the log says why\n");
            return;
        }

        using (page)
        {
            var response = context.Response;
            response.ContentType = PageNegotiation.ContentType(format);
            response.ContentLength = page.Body.Length;
            if (isCompressed) response.Headers.ContentEncoding = "gzip";
            response.Headers.Vary = "Accept, Accept-Encoding";
            response.Headers["Streams-Clock"] = page.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
            if (HttpMethods.IsGet(context.Request.Method)) await ClientWriter.SendAsync(context, page.Body, page.IsOld);
        }
    }
}
