using System.Globalization;
using System.Text;
using Streams.Prometheus;

namespace Streams.Cli.Replaying;

/// <summary>
/// A history in OpenMetrics, for <c>promtool tsdb create-blocks-from openmetrics</c>: the pipelines' lines of every page, with their
/// instants.
/// </summary>
/// <remarks>A family's samples stand together, so each is written to a file of its own until the end: memory holds one page.</remarks>
internal sealed class OpenMetricsOutput(PrometheusSink sink) : IDisposable
{
    private readonly MemoryStream _page = new();
    private readonly Dictionary<string, Family> _families = [];
    private long _instants;

    /// <summary>How many samples there are, and of how many families and instants.</summary>
    internal string Summary => $"{_families.Values.Sum(f => f.Count)} samples of {_families.Values.Count(f => f.Count > 0)} metrics at {_instants} instants";

    public void Dispose()
    {
        foreach (var family in _families.Values)
        {
            try
            {
                family.Samples.Dispose();
            }
            catch (IOException)
            {
                // The disk is full, which was told where it was met; the file goes all the same, and so must the others.
            }
        }
    }

    /// <summary>Adds the page of an instant.</summary>
    internal void Read(DateTimeOffset at)
    {
        _instants++;
        _page.SetLength(0);
        sink.WriteAsync(_page, PageFormat.OpenMetrics).GetAwaiter().GetResult();
        var rest = _page.GetBuffer().AsSpan(0, (int)_page.Length);
        var time = Encoding.ASCII.GetBytes(Time(at));
        Family? family = null;
        while (rest.IndexOf((byte)'\n') is >= 0 and var length)
        {
            ReadOnlySpan<byte> line = rest[..length];
            rest = rest[(length + 1)..];
            if (line.StartsWith("# HELP "u8)) family = FamilyOf(line["# HELP "u8.Length..]);
            if (line is [(byte)'#', ..])
            {
                if (family is { IsWhole: false }) family.Add(line);
                continue;
            }

            if (family is null) continue;
            family.IsWhole = true;
            family.Samples.Write(line);
            family.Samples.Write(time);
            family.Count++;
        }

        // Its help and type are there once, whether it had samples then or not.
        foreach (var known in _families.Values) known.IsWhole = true;
    }

    /// <summary>Writes everything, family by family.</summary>
    internal void WriteTo(Stream output)
    {
        foreach (var family in _families.Values)
        {
            output.Write(Encoding.UTF8.GetBytes(family.Head.ToString()));
            family.Samples.Position = 0;
            family.Samples.CopyTo(output);
        }

        output.Write("# EOF\n"u8);
    }

    private Family? FamilyOf(ReadOnlySpan<byte> help)
    {
        var name = Encoding.ASCII.GetString(help[..help.IndexOf((byte)' ')]);
        // What the program says of itself is of this run, and not of that one.
        if (name.StartsWith("streams_", StringComparison.Ordinal)) return null;
        if (!_families.TryGetValue(name, out var family)) _families.Add(name, family = new Family());
        return family;
    }

    private static string Time(DateTimeOffset at)
    {
        var ticks = (at - DateTimeOffset.UnixEpoch).Ticks;
        return string.Create(CultureInfo.InvariantCulture,
            $" {ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMillisecond:D3}\n");
    }

    private sealed class Family
    {
        internal StringBuilder Head { get; } = new();

        /// <summary>Whether its head is read.</summary>
        internal bool IsWhole { get; set; }

        internal long Count { get; set; }

        internal FileStream Samples { get; } = new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose });

        internal void Add(ReadOnlySpan<byte> head) => Head.Append(Encoding.UTF8.GetString(head)).Append('\n');
    }
}
