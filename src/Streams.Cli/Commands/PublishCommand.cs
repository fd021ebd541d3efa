using System.CommandLine;
using System.Text;
using NATS.Client.Core;
using Streams.Cli.CommandLine;
using Streams.Cli.Options;
using Streams.Nats.Connecting;

namespace Streams.Cli.Commands;

/// <summary><c>streams publish</c>: a message on NATS, to see it arrive.</summary>
internal static class PublishCommand
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    internal static Command Create()
    {
        var subject = new Argument<string>("SUBJECT") { Description = "Where it goes" };
        var payload = new Argument<string>("JSON") { Description = "The message; - reads messages from stdin, one a line" };
        var nats = new NatsFlags();
        var command = new ExampleCommand(
            "publish",
            "Publishes a message on NATS: a first one for a pipeline of your own.",
            """streams publish plant.readings '{"sensor":"a","t":21.5}'""",
            "streams publish plant.readings - < readings.ndjson");
        command.Arguments.Add(subject);
        command.Arguments.Add(payload);
        nats.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (to, text) = (parsed.GetValue(subject)!, parsed.GetValue(payload)!);
            if (to.Length == 0 || to.Any(c => char.IsWhiteSpace(c) || c is '*' or '>') || to.Split('.').Contains(""))
            {
                throw CommandException.Usage($"{to} is no subject to publish on; plant.readings would be one");
            }

            var options = nats.Read(parsed);
            var messages = text == "-" ? Console.In.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries) : [text];
            await PublishAsync(options, to, messages, stop);
            Console.Error.WriteLine($"{messages.Length} published on {to} at {options.Redacted}");
        });
        return command;
    }

    private static async Task PublishAsync(NatsOptions options, string subject, IReadOnlyList<string> messages, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LongestWait);
        try
        {
            await using var connection = new NatsConnection(NatsOpts.Default with
            {
                Url = options.Url,
                Name = "streams publish",
                AuthOpts = options.ToAuthOpts(),
                TlsOpts = options.ToTlsOpts(),
            });
            await connection.ConnectAsync();
            foreach (var message in messages) await connection.PublishAsync(subject, Encoding.UTF8.GetBytes(message), cancellationToken: limit.Token);
            // What the server refuses it says before it answers.
            await connection.PingAsync(limit.Token);
        }
        catch (NatsException unreachable)
        {
            throw CommandException.Failure($"NATS at {options.Redacted} cannot be used: {(unreachable.InnerException ?? unreachable).Message}");
        }
    }
}
