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

    internal static Command Create()
    {
        var url = new Option<string>("--url") { Description = "The daemon's address", HelpName = "URL", DefaultValueFactory = _ => "http://localhost:9091" };
        var once = new Option<bool>("--once") { Description = "One table, then the end; also where the output is no terminal" };
        var json = new Option<bool>("--json") { Description = "A JSON object a second, each on a line" };
        var command = new ExampleCommand(
            "top",
            "Shows the fleet of a running daemon in a terminal, the most loaded worker first.",
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
        Uri.TryCreate((text.Contains("://", StringComparison.Ordinal) ? text : "http://" + (text.StartsWith(':') ? "localhost" : "") + text).TrimEnd('/') + "/", UriKind.Absolute, out var address)
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
        AnsiConsole.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).StartAsync(async screen =>
        {
            FleetSnapshot? last = null;
            using var again = new PeriodicTimer(Again);
            while (true)
            {
                try
                {
                    await foreach (var snapshot in feed.ReadAsync(stop)) screen.UpdateTarget(FleetScreen.Draw(last = snapshot));
                }
                catch (CommandException) when (last is not null)
                {
                    // It is not back yet.
                }

                if (last is not null) screen.UpdateTarget(FleetScreen.Draw(last, "   connection lost, trying again"));
                await again.WaitForNextTickAsync(stop);
            }
        });

    private static CommandException Ended() => CommandException.Failure("the daemon ended; start it again");
}
