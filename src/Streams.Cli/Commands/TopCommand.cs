using System.CommandLine;
using Spectre.Console;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Top;

namespace Streams.Cli.Commands;

/// <summary><c>streams top</c>: a running daemon's fleet in a terminal.</summary>
internal static class TopCommand
{
    /// <summary>Columns where no terminal says how many: no name is broken.</summary>
    private const int WidthOfAFile = 200;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    internal static Command Create()
    {
        var url = new Option<string>("--url") { Description = "The daemon's address", HelpName = "URL", DefaultValueFactory = _ => "http://localhost:9091" };
        var once = new Option<bool>("--once") { Description = "One table, then the end; also where the output is no terminal" };
        var json = new Option<bool>("--json") { Description = "A JSON object a second, each on a line" };
        var command = new ExampleCommand(
            "top",
            "Shows the fleet of a running daemon in a terminal, the most loaded worker first; ? shows the keys.",
            "streams top",
            "streams top --url http://localhost:9092 --once",
            "streams top --once --json");
        foreach (var option in (Option[])[url, once, json]) command.Options.Add(option);
        command.SetAction(async parsed =>
        {
            using var signal = new StopSignal();
            using var feed = new FleetFeed(Address(parsed.GetValue(url)!));
            try
            {
                if (parsed.GetValue(json)) await WriteJsonAsync(feed, parsed.GetValue(once), signal.Token);
                else if (parsed.GetValue(once) || Console.IsOutputRedirected) await WriteOnceAsync(feed, signal.Token);
                else await ShowAsync(feed, signal.Token);
            }
            catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
            {
                // Asked to stop.
            }
        });
        return command;
    }

    /// <summary>An address, which may be a host and a port alone.</summary>
    private static Uri Address(string text) =>
        Uri.TryCreate(
            (text.Contains("://", StringComparison.Ordinal) ? text : "http://" + (text.StartsWith(':') ? "localhost" : "") + text).TrimEnd('/') + "/",
            UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : throw CommandException.Usage($"--url: {text} is no address of a daemon; give one such as http://localhost:9091");

    private static async Task WriteJsonAsync(FleetFeed feed, bool once, CancellationToken stop)
    {
        await foreach (var snapshot in feed.ReadAsync(stop))
        {
            await Console.Out.WriteLineAsync(FleetJson.Line(snapshot));
            if (once) return;
        }

        throw Ended();
    }

    private static async Task WriteOnceAsync(FleetFeed feed, CancellationToken stop)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfAFile;
        await foreach (var snapshot in feed.ReadAsync(stop))
        {
            AnsiConsole.Write(FleetScreen.Draw(snapshot));
            return;
        }

        throw Ended();
    }

    /// <summary>Until it is stopped; a daemon that ends is waited for, one that never answered is not.</summary>
    private static Task ShowAsync(FleetFeed feed, CancellationToken stop) =>
        AnsiConsole.Live(new Text("")).Overflow(VerticalOverflow.Crop).StartAsync(async screen =>
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var view = new TopView(TimeProvider.System);
            var latest = new Latest();
            var following = latest.FollowAsync(feed, Again, over.Token);
            using var looks = new PeriodicTimer(Look);
            (FleetSnapshot? Snapshot, string Note) drawn = default;
            while (!view.IsOver && !following.IsCompleted)
            {
                var isPressed = false;
                for (; !Console.IsInputRedirected && Console.KeyAvailable; isPressed = true) view.Press(Console.ReadKey(intercept: true));
                var now = view.IsHeld ? (drawn.Snapshot ?? latest.Now.Snapshot, latest.Now.Note) : latest.Now;
                if (now.Item1 is { } snapshot && (isPressed || now != drawn))
                {
                    screen.UpdateTarget(FleetScreen.Draw(snapshot, view, AnsiConsole.Profile.Width, AnsiConsole.Profile.Height, now.Note));
                    drawn = now;
                }

                await looks.WaitForNextTickAsync(stop);
            }

            await over.CancelAsync();
            if (!view.IsOver) await following;
        });

    private static CommandException Ended() => CommandException.Failure("the daemon ended; start it again");

    /// <summary>What the daemon said last, and whether it is heard.</summary>
    private sealed class Latest
    {
        private volatile Tuple<FleetSnapshot?, string> _now = new(null, "");

        internal (FleetSnapshot? Snapshot, string Note) Now => (_now.Item1, _now.Item2);

        internal async Task FollowAsync(FleetFeed feed, TimeSpan pause, CancellationToken stop)
        {
            using var again = new PeriodicTimer(pause);
            while (true)
            {
                try
                {
                    await foreach (var snapshot in feed.ReadAsync(stop)) _now = new(snapshot, "");
                }
                catch (CommandException) when (_now.Item1 is not null)
                {
                    // It is not back yet.
                }

                _now = new(_now.Item1, "   connection lost, trying again");
                await again.WaitForNextTickAsync(stop);
            }
        }
    }
}
