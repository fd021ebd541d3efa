using System.Diagnostics;
using System.Text;
using Streams.Cli.Top;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary><c>streams top</c>: how its keys change what is looked at, and that a real terminal sees it so.</summary>
public sealed class TopTests
{
    private readonly SteppedTime _time = new();
    private readonly TopView _view;

    public TopTests() => _view = new TopView(_time);

    [Fact]
    public void Rows_TheMostLoadedFirst_StayForTenSeconds()
    {
        Assert.Equal("b a c", Take(Row("a", 50), Row("b", 90), Row("c", 10)));
        Assert.Equal("b a c d", Take(Row("a", 99), Row("b", 1), Row("c", 10), Row("d", 100)));
        _time.Seconds = 10;
        Assert.Equal("d a c b", Take(Row("a", 99), Row("b", 1), Row("c", 10), Row("d", 100)));
    }

    [Fact]
    public void Keys_SortReverseAndFilter()
    {
        WorkerRow[] rows = [Row("a1", 50) with { Waiting = 1 }, Row("b1", 90) with { Waiting = 7 }, Row("a2", 10), Row("c1", null) with { Component = "prefill", Pipeline = "other" }];
        Press("s");
        Assert.Equal("Slots", _view.Order);
        Press("s");
        Assert.Equal(("Waiting", "b1 a1 a2 c1"), (_view.Order, Take(rows)));
        Press("r");
        Assert.Equal("a1 b1 a2 c1", Take(rows));
        Press("/A1");
        Assert.Equal("filter: A1_", _view.Summary);
        Press("\r");
        Assert.Equal(("filter: A1", "a1"), (_view.Summary, Take(rows)));
        Press("\e");
        Assert.Equal(("", "a1 b1 a2 c1"), (_view.Summary, Take(rows)));
        Press("/pref\r");
        Assert.Equal("c1", Take(rows));
        Press("\ep");
        Assert.Equal("a1 b1 a2", Take(rows));
        Press("p");
        Assert.Equal(("pipeline other", "c1"), (_view.Summary, Take(rows)));
        Press("p?");
        Assert.True(_view.ShowsHelp);
        Press("q");
        Assert.Equal((false, false), (_view.ShowsHelp, _view.IsOver));
        Press("q");
        Assert.True(_view.IsOver);
    }

    [Fact]
    public void Rows_BeyondTheTerminal_AreReachedByKeys()
    {
        WorkerRow[] rows = [.. Enumerable.Range(0, 10).Select(i => Row("w" + i, 10 - i))];
        Assert.Equal("w0 w1 w2 (0, 7)", TakeThree(rows));
        Press("jj");
        Assert.Equal("w2 w3 w4 (2, 5)", TakeThree(rows));
        Press("G");
        Assert.Equal("w7 w8 w9 (7, 0)", TakeThree(rows));
        Press("g");
        Assert.Equal("w0 w1 w2 (0, 7)", TakeThree(rows));
    }

    [Theory]
    [InlineData(120, 30)]
    [InlineData(40, 12)]
    public async Task Terminal_ShowsTheFleet_AndItsKeysWork(int columns, int lines)
    {
        await using var daemon = await StreamsProcess.StartAsync("demo", "--workers", "6");
        await daemon.UntilAsync(p => p.Named("llm_kv_blocks_active").Count == 12);
        var address = await daemon.AddressAsync();
        var line = $"stty cols {columns} rows {lines}; exec dotnet {Repository.Cli} top --url {address.Authority}";
        using var terminal = Process.Start(new ProcessStartInfo("script", ["-qfec", line, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["TERM"] = "xterm" } })!;
        var screen = new StringBuilder();
        terminal.StandardInput.AutoFlush = true;
        var reading = ReadAsync(terminal.StandardOutput, screen);

        await ShowsAsync("Load↓");
        await ShowsAsync("   sources ", unless: columns < 80);
        await ShowsAsync("Reuse", unless: columns < 80);
        await ShowsAsync("below; ? shows the keys", unless: lines > 20);
        await terminal.StandardInput.WriteAsync("sr");
        await ShowsAsync("Slots↑", unless: columns < 80);
        await terminal.StandardInput.WriteAsync("/nobody\r");
        await ShowsAsync("filter: nobody");
        await terminal.StandardInput.WriteAsync("?");
        await ShowsAsync("sorts by the next column");
        await terminal.StandardInput.WriteAsync("xq");
        await terminal.WaitForExitAsync(new CancellationTokenSource(Patience.Limit).Token);
        Assert.Equal(0, terminal.ExitCode);
        await reading;
        if (columns < 80) Assert.DoesNotContain("Reuse", screen.ToString());

        Task ShowsAsync(string text, bool unless = false) => unless ? Task.CompletedTask : Eventually.AnswersAsync(
            () =>
            {
                lock (screen) return Task.FromResult(screen.ToString().Contains(text, StringComparison.Ordinal) ? text : null);
            },
            $"{text} on the screen, not:\n{screen}");
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder to)
    {
        var some = new char[4096];
        while (await from.ReadAsync(some) is > 0 and var count)
        {
            lock (to) to.Append(some, 0, count);
        }
    }

    private static WorkerRow Row(string id, double? load) => new(id, "backend", "dynamo", load, 100, null, null, null, null, null);

    private string Take(params WorkerRow[] rows) => string.Join(' ', _view.Take(rows, int.MaxValue).Rows.Select(r => r.Id));

    private string TakeThree(WorkerRow[] rows)
    {
        var (shown, above, below) = _view.Take(rows, 3);
        return $"{string.Join(' ', shown.Select(r => r.Id))} ({above}, {below})";
    }

    private void Press(string keys)
    {
        foreach (var key in keys)
        {
            _view.Press(new ConsoleKeyInfo(key, key switch { '\r' => ConsoleKey.Enter, '\e' => ConsoleKey.Escape, _ => ConsoleKey.None }, false, false, false));
        }
    }

    private sealed class SteppedTime : TimeProvider
    {
        internal long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
