using System.Text;
using Streams.Prometheus;
using Streams.Recording;

namespace Streams.Cli.Replaying;

/// <summary>Prints pages, the same as the daemon's; where there are several, each under its instant.</summary>
/// <remarks>Kept until the recording is read to its end: a wrong line makes no page.</remarks>
internal sealed class PageOutput(PrometheusSink sink, PageFormat format, bool titled)
{
    private readonly MemoryStream _pages = new();

    /// <summary>Keeps the page of an instant.</summary>
    internal void Read(DateTimeOffset at)
    {
        if (titled) _pages.Write(Encoding.UTF8.GetBytes($"# Streams-Clock: {RecordStamp.Format(at)}\n"));
        sink.WriteAsync(_pages, format).GetAwaiter().GetResult();
    }

    /// <summary>Prints what was kept.</summary>
    internal void Print()
    {
        using var output = Console.OpenStandardOutput();
        _pages.WriteTo(output);
    }
}
