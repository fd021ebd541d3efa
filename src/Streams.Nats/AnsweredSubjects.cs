using System.Text.Json;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>Listens to a subject whose publishers wait until each message is stored, and stalls none of them.</summary>
/// <remarks>
/// Where the server says that a stream takes the subject, that stream answers, and this never does. Where it says that none does, each message is answered
/// as a stream would. Where it says nothing, or answers may not be published, the subject is not listened to: without a listener the server itself tells
/// publishers that nobody stores, and they go on. It asks again every few seconds, since streams come and go.
/// </remarks>
internal sealed partial class AnsweredSubjects(NatsLink link, SubjectSourceDefinition source, SourceFeed feed, ILogger log)
{
    private const string Names = "$JS.API.STREAM.NAMES";
    private const int Unavailable = 503;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // A server logs each question that it refuses.
    private static readonly TimeSpan EveryRefused = TimeSpan.FromMinutes(1);

    private readonly ILogger _log = log;
    private AnsweringSubscription[] _subscriptions = [];
    private bool _isRightKnown;
    private Action<string, string>? _told;

    private NatsConnection Connection => link.Connection;

    private string Subject => source.Subjects[0];

    internal async Task HearAsync(CancellationToken stop)
    {
        try
        {
            await link.EnterAsync(feed, stop).ConfigureAwait(false);
            while (!feed.Broken.IsCompleted)
            {
                var isHeard = await DecideAsync(stop).ConfigureAwait(false);
                await Task.WhenAny(feed.Broken, Task.Delay(isHeard ? Every : EveryRefused, stop)).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
            }

            await feed.Broken.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped: the normal end.
        }
        finally
        {
            await link.LeaveAsync(feed, _subscriptions).ConfigureAwait(false);
        }
    }

    /// <summary>Listens, answers, or does neither; returns whether it is to ask again soon.</summary>
    private async Task<bool> DecideAsync(CancellationToken stop)
    {
        try
        {
            switch (await AskAsync(stop).ConfigureAwait(false))
            {
                case true:
                    await ListenAsync(answers: false, stop).ConfigureAwait(false);
                    Tell(LogStream);
                    break;
                case false when await MayAnswerAsync(stop).ConfigureAwait(false):
                    await ListenAsync(answers: true, stop).ConfigureAwait(false);
                    Tell(LogAnswers);
                    break;
                case false:
                    await IgnoreAsync().ConfigureAwait(false);
                    Tell(LogMayNotAnswer);
                    return false;
                case null when link.IsConnected:
                    await IgnoreAsync().ConfigureAwait(false);
                    Tell(LogMayNotAsk);
                    return false;
            }
        }
        catch (Exception e) when (e is NatsException or TimeoutException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            // The connection was lost meanwhile, which the link logs.
        }

        return true;
    }

    /// <summary>Whether a stream takes the subject; null where nobody says.</summary>
    private async Task<bool?> AskAsync(CancellationToken stop)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["subject"] = Subject });
        try
        {
            var answer = await Connection.RequestAsync<byte[], byte[]>(Names, question, replyOpts: new NatsSubOpts { Timeout = Patience },
                cancellationToken: stop).ConfigureAwait(false);
            // A server without JetStream has nobody who responds.
            return answer.HasNoResponders ? false : IsTaken(answer.Data ?? []);
        }
        catch (NatsNoRespondersException)
        {
            return false;
        }
        catch (NatsNoReplyException)
        {
            return null;
        }
    }

    private static bool? IsTaken(byte[] answer)
    {
        try
        {
            using var said = JsonDocument.Parse(answer);
            if (said.RootElement.TryGetProperty("error", out var error)) return error.GetProperty("code").GetInt32() == Unavailable ? false : null;
            return said.RootElement.TryGetProperty("streams", out var streams) && streams.ValueKind == JsonValueKind.Array && streams.GetArrayLength() > 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether answers may be published, as one to ourselves shows.</summary>
    private async Task<bool> MayAnswerAsync(CancellationToken stop)
    {
        if (_isRightKnown) return true;
        var probe = AnsweringSubscription.Inbox + Nuid.NewNuid();
        await using var heard = await Connection.SubscribeCoreAsync<byte[]>(probe, cancellationToken: stop).ConfigureAwait(false);
        await Connection.PublishAsync(probe, "?"u8.ToArray(), cancellationToken: stop).ConfigureAwait(false);
        try
        {
            await heard.Msgs.ReadAsync(stop).AsTask().WaitAsync(Patience, stop).ConfigureAwait(false);
            return _isRightKnown = true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task ListenAsync(bool answers, CancellationToken stop)
    {
        if (_subscriptions.Length == 0)
        {
            var subscription = new AnsweringSubscription(Connection, feed, Subject) { Answers = answers };
            await Connection.AddSubAsync(subscription, stop).ConfigureAwait(false);
            _subscriptions = [subscription];
            await Connection.PingAsync(stop).ConfigureAwait(false);
            LinkLog.OnListening(_log, source.Name, source.Subjects);
        }

        _subscriptions[0].Answers = answers;
        Show();
    }

    private async Task IgnoreAsync()
    {
        foreach (var subscription in _subscriptions) await subscription.DisposeAsync().ConfigureAwait(false);
        _subscriptions = [];
        Show();
    }

    private void Show()
    {
        feed.IsSubscribed = true;
        // A connection that is lost has said so itself, and why.
        if (link.IsConnected) feed.Show(true, DisconnectReason.Closed);
    }

    private void Tell(Action<string, string> verdict)
    {
        if (verdict == _told) return;
        _told = verdict;
        verdict(source.Name, Subject);
    }

    [LoggerMessage(EventId = 31, Level = LogLevel.Information, Message = "source {Source}: a stream takes {Subject}, and answers its publishers")]
    private partial void LogStream(string source, string subject);

    [LoggerMessage(EventId = 32, Level = LogLevel.Information,
        Message = "source {Source}: no stream takes {Subject}, so each message is answered: its publishers wait for that")]
    private partial void LogAnswers(string source, string subject);

    [LoggerMessage(EventId = 33, Level = LogLevel.Warning,
        Message = "source {Source}: no stream takes {Subject}, and answers may not be published; it is not listened to, "
            + "since its publishers would stall, so what comes there is not counted. "
            + "Permit publishing to _INBOX.>, make a stream on the subject, or read files (--requests)")]
    private partial void LogMayNotAnswer(string source, string subject);

    [LoggerMessage(EventId = 34, Level = LogLevel.Warning,
        Message = "source {Source}: the server does not say whether a stream takes {Subject}; it is not listened to, "
            + "since its publishers might stall, so what comes there is not counted. "
            + "Permit publishing to $JS.API.STREAM.NAMES and _INBOX.>, or read files (--requests)")]
    private partial void LogMayNotAsk(string source, string subject);
}
