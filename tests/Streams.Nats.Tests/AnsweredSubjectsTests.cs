using NATS.Client.Core;
using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

/// <summary>Publishers that wait until their messages are stored are never stalled by a listener, and never told that one stores what it does not.</summary>
public sealed class AnsweredSubjectsTests
{
    private const string Subject = "dynamo.request_trace.v1";

    [Fact]
    public async Task RunAsync_NoJetStream_AnswersEachMessage()
    {
        await using var server = await NatsServer.StartAsync();
        await AnswersAsync(server);
    }

    [Fact]
    public async Task RunAsync_JetStreamWithoutTheStream_AnswersEachMessage()
    {
        using var store = new Store();
        await using var server = await NatsServer.StartAsync(store.Configuration);
        await using var publisher = new Publisher(server);
        await publisher.CreateStreamAsync("OTHER", "other.>");
        await AnswersAsync(server);
    }

    [Fact]
    public async Task RunAsync_AStreamTakesTheSubject_NeverAnswers()
    {
        using var store = new Store();
        await using var server = await NatsServer.StartAsync(store.Configuration);
        await using var publisher = new Publisher(server);
        await publisher.CreateStreamAsync("TRACES", "dynamo.*.v1");
        await using var source = RunningSource.Answering(new NatsOptions { Url = server.Url }, Subject);
        await source.Log.Line("LogStream");
        await source.Listening();
        const int count = 100;

        var answers = await publisher.AskAsync(Subject, count, answers: count);
        await source.Decoder.Arrival(count);

        // Whatever this source had said would stand before what it says now.
        await source.StopAsync();
        await publisher.Connection.PingAsync();
        Assert.Equal(count, publisher.Answers.Count);
        Assert.All(answers, answer => Assert.Contains("\"TRACES\"", answer));
        Assert.Equal(0, source.Losses.Dropped);
    }

    [Fact]
    public async Task RunAsync_StreamIsMadeLater_LeavesTheAnswersToIt()
    {
        using var store = new Store();
        await using var server = await NatsServer.StartAsync(store.Configuration);
        await using var publisher = new Publisher(server);
        await using var source = RunningSource.Answering(new NatsOptions { Url = server.Url }, Subject);
        await source.Log.Line("LogAnswers");

        await publisher.CreateStreamAsync("TRACES", Subject);
        await source.Log.Line("LogStream");
        var answers = await publisher.AskAsync(Subject, 10, answers: 10);

        Assert.All(answers, answer => Assert.Contains("\"TRACES\"", answer));
    }

    [Theory]
    [InlineData("publish: [\"_INBOX.>\"]", "LogMayNotAsk", "$JS.API.STREAM.NAMES")]
    [InlineData("publish: [\"$JS.API.STREAM.NAMES\"]", "LogMayNotAnswer", "_INBOX.>")]
    public async Task RunAsync_MayNot_DoesNotListenAndSaysWhatIsLost(string permission, string line, string cure)
    {
        using var store = new Store();
        await using var server = await NatsServer.StartAsync($$"""
            {{store.Configuration}}
            authorization { users: [
              { user: streams, password: s, permissions: { subscribe: ["{{Subject}}", "_INBOX.>"], {{permission}} } },
              { user: dynamo, password: d } ] }
            """);
        await using var publisher = new Publisher($"nats://dynamo:d@127.0.0.1:{server.Port}", NatsOpts.Default);
        await using var source = RunningSource.Answering(new NatsOptions { Url = $"nats://streams:s@127.0.0.1:{server.Port}" }, Subject);

        var said = await source.Log.Line(line);

        Assert.Contains(Subject, said, StringComparison.Ordinal);
        Assert.Contains(cure, said, StringComparison.Ordinal);
        Assert.Contains("--requests", said, StringComparison.Ordinal);
        // Nobody listens, and so the server tells the publisher at once.
        await Assert.ThrowsAsync<NatsNoRespondersException>(async () => await publisher.Connection.RequestAsync<string, string>(Subject, "row"));
        Assert.True(source.Input.IsUp);
        Assert.Empty(source.Decoder.Messages);
    }

    [Fact]
    public async Task RunAsync_ReplyThatIsNoInbox_IsNotAnswered()
    {
        await using var server = await NatsServer.StartAsync();
        await using var publisher = new Publisher(server);
        await using var source = RunningSource.Answering(new NatsOptions { Url = server.Url }, Subject);
        await source.Listening();
        await using var elsewhere = await publisher.Connection.SubscribeCoreAsync<string>("namespace.>");

        await publisher.Connection.PublishAsync(Subject, "row", replyTo: "namespace.dynamo.kv_metrics");
        await publisher.AskAsync(Subject, 1, answers: 1);

        Assert.False(elsewhere.Msgs.TryRead(out _));
    }

    private static async Task AnswersAsync(NatsServer server)
    {
        await using var publisher = new Publisher(server);
        await using var source = RunningSource.Answering(new NatsOptions { Url = server.Url }, Subject);
        await source.Listening();
        const int count = 500;

        var answers = await publisher.AskAsync(Subject, count, answers: count);

        await source.Decoder.Arrival(count);
        Assert.Equal(Enumerable.Range(1, count).Select(n => $$"""{"stream":"streams","seq":{{n}}}"""), answers);
        Assert.Equal(0, source.Losses.Dropped);
        await source.StopAsync();
        await Assert.ThrowsAsync<NatsNoRespondersException>(async () => await publisher.Connection.RequestAsync<string, string>(Subject, "row"));
    }

    private sealed class Store : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("streams-jetstream-").FullName;

        internal string Configuration => $"jetstream: {{ store_dir: \"{_folder}\" }}";

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
