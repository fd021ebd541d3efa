using System.Buffers;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Streams.Definition;
using Streams.Lane;
using Streams.LivePage.Docs;
using Streams.LivePage.Graph;
using Streams.LivePage.Watching;
using Streams.Prometheus;

namespace Streams.LivePage;

/// <summary>The page at <c>/</c> that shows the metrics live, with <c>/events</c> and <c>/history</c> that feed it, <c>/graph</c> and <c>/docs</c>.</summary>
/// <remarks>Everything comes from this assembly; a browser is told to load nothing from elsewhere, and no script but these.</remarks>
public sealed class LiveRoutes
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'";

    /// <summary>Answers of the history that are made or sent at a time; each may take some megabytes.</summary>
    internal const int MaxHistories = 4;

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private readonly LiveStream _stream;
    private readonly LiveHistory _history;
    private readonly Func<Task> _beat;
    private readonly WorkerRoutes _workers;
    private readonly string _graph;
    private readonly CancellationToken _ending;
    private readonly SemaphoreSlim _places = new(MaxHistories);

    /// <summary>A page of these tables.</summary>
    /// <param name="page">Brings the tables up to date.</param>
    /// <param name="tables">What it shows.</param>
    /// <param name="lanes">The pipelines, which <c>/graph</c> draws, and the events that they accept, which <c>/worker</c> shows.</param>
    /// <param name="time">The clock of the ticks.</param>
    /// <param name="log">Where failed reads are logged.</param>
    /// <param name="ending">Ends the viewers' streams.</param>
    public LiveRoutes(MetricsPage page, LiveTables tables, IReadOnlyList<(PipelineDefinition Pipeline, LaneData Data)> lanes, TimeProvider time,
        ILogger log, CancellationToken ending)
        : this(page, tables, lanes, time, LiveHistory.Every, log, ending)
    {
    }

    /// <summary>The same with another beat of the history.</summary>
    internal LiveRoutes(MetricsPage page, LiveTables tables, IReadOnlyList<(PipelineDefinition Pipeline, LaneData Data)> lanes, TimeProvider time,
        TimeSpan every, ILogger log, CancellationToken ending)
    {
        _stream = new LiveStream(page, tables, time, log);
        _history = new LiveHistory(tables);
        _beat = () => HistoryBeat.RunAsync(_history, page, time, every, log, ending);
        _graph = GraphPage.Html(lanes.Select(lane => lane.Pipeline));
        _workers = new WorkerRoutes(lanes, time, ending);
        _ending = ending;
    }

    /// <summary>What the page was; the beats begin when its paths are added.</summary>
    internal LiveHistory History => _history;

    /// <summary>Adds its paths.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => !DocPages.IsDoc(name)))
        {
            MapFile(routes, PathOf(name), TypeOf(name), Read(assembly, name));
        }
        foreach (var (path, doc) in new DocPages(assembly).All())
        {
            routes.MapMethods(path, Methods, context => Answer(context, "text/html; charset=utf-8", doc.Value));
        }
        routes.MapMethods("/graph", Methods, context => Answer(context, "text/html; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(_graph)));
        routes.MapGet("/events", ServeEvents);
        routes.MapGet("/history", ServeHistory);
        _workers.Map(routes);
        _ = _beat();
    }

    private static void MapFile(IEndpointRouteBuilder routes, string path, string type, byte[] content) =>
        routes.MapMethods(path, Methods, context => Answer(context, type, content));

    private static string PathOf(string name) => name switch
    {
        "live.html" => "/",
        "worker.html" => "/worker",
        _ => "/" + name,
    };

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
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

    private async Task ServeHistory(HttpContext context)
    {
        var query = context.Request.Query;
        string[] names = [.. query["name"].OfType<string>()];
        if (names.Length > HistoryFilter.MaxNames || (names.Length == 0 && !query.ContainsKey("label")))
        {
            await Refuse(context, StatusCodes.Status400BadRequest, $"ask for name=…, at most {HistoryFilter.MaxNames} of them, or for label=…&value=…");
            return;
        }

        var filter = new HistoryFilter(names, (string?)query["pipeline"], (string?)query["label"], query["value"].ToString());
        // Who reads nothing costs no more than these places, and no scrape.
        if (!await _places.WaitAsync(TimeSpan.Zero))
        {
            await Refuse(context, StatusCodes.Status503ServiceUnavailable, $"{MaxHistories} read the history already; ask again");
            return;
        }

        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            if (!_history.TryWrite(buffer, filter))
            {
                await Refuse(context, StatusCodes.Status400BadRequest,
                    $"that is more than {LiveHistory.MaxSeries} series; ask for fewer names, or for label=…&value=…");
                return;
            }

            context.Response.ContentType = "application/json";
            await ClientWriter.SendAsync(context, new ReadOnlySequence<byte>(buffer.WrittenMemory), CancellationToken.None);
        }
        finally
        {
            _places.Release();
        }
    }

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
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
