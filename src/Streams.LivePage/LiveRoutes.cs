using System.Buffers;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Streams.Definition;
using Streams.LivePage.Graph;
using Streams.Prometheus;

namespace Streams.LivePage;

/// <summary>The page at <c>/</c> that shows the metrics live, with <c>/events</c> that feed it, <c>/graph</c> and <c>/docs</c>.</summary>
/// <remarks>Everything comes from this assembly; a browser is told to load nothing from elsewhere, and no script but these.</remarks>
public sealed class LiveRoutes
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private readonly LiveStream _stream;
    private readonly string _graph;
    private readonly CancellationToken _ending;

    /// <summary>A page of these tables.</summary>
    /// <param name="page">Brings the tables up to date.</param>
    /// <param name="tables">What it shows.</param>
    /// <param name="pipelines">What <c>/graph</c> draws.</param>
    /// <param name="time">The clock of the ticks.</param>
    /// <param name="log">Where failed reads are logged.</param>
    /// <param name="ending">Ends the viewers' streams.</param>
    public LiveRoutes(MetricsPage page, LiveTables tables, IEnumerable<PipelineDefinition> pipelines, TimeProvider time, ILogger log, CancellationToken ending)
    {
        _stream = new LiveStream(page, tables, time, log);
        _graph = GraphPage.Html(pipelines.Select(PipelineGraph.Of));
        _ending = ending;
    }

    /// <summary>Adds its paths.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames()) MapFile(routes, PathOf(name), TypeOf(name), Read(assembly, name));
        routes.MapMethods("/graph", Methods, context => Answer(context, "text/html; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(_graph)));
        routes.MapGet("/events", ServeEvents);
    }

    private static void MapFile(IEndpointRouteBuilder routes, string path, string type, byte[] content) =>
        routes.MapMethods(path, Methods, context => Answer(context, type, content));

    private static string PathOf(string name) => name switch
    {
        "live.html" => "/",
        "README.md" => "/docs",
        _ => "/" + name,
    };

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static Task Answer(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private async Task ServeEvents(HttpContext context)
    {
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ending);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        var watched = await _stream.WatchAsync((turn, isOld) => ClientWriter.SendAsync(context, new ReadOnlySequence<byte>(turn), isOld), leaves.Token);
        if (watched) return;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync($"{LiveStream.MaxViewers} watch already; close one of them\n", context.RequestAborted);
    }
}
