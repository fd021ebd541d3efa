using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes the rows that frontends write of each request (1.3 and later): JSON, as NATS brings them and as a line of a file (D8).</summary>
/// <remarks>
/// A prompt belongs to the worker that computed it, and what came out to the one that decoded: two events where they are two. What is no
/// row of a request that has ended may hold a prompt, and is rejected <c>withheld</c>.
/// </remarks>
internal sealed class RequestDecoder : IDecoder
{
    internal static readonly EventSchema EventSchema = new(
        ["worker_id", "dp_rank", "component", "model"],
        ["prompt_tokens", "cached_tokens", "ttft_seconds", "prefill_wait_seconds", "prefill_seconds", "queue_depth", "kv_hit_rate",
            "output_tokens", "itl_seconds", "total_seconds", "kv_transfer_seconds"])
    {
        KeyDefaults = new Dictionary<string, string> { ["worker_id"] = "", ["dp_rank"] = "0", ["component"] = ComponentNames.Default, ["model"] = "" },
    };

    private readonly ModelNames _models = new();
    private readonly RequestKeys _keys = new(ComponentNames.Default);

    public EventSchema Schema => EventSchema;

    /// <summary>The component of the workers: no row names one. Default <c>backend</c>.</summary>
    internal string Component
    {
        init => _keys = new RequestKeys(value);
    }

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        var row = new RequestRow(_models);
        if (payload.IsEmpty) events.RejectMessage(MessageReason.Empty);
        else if (!TryRead(payload, ref row)) events.RejectMessage(MessageReason.Malformed);
        else if (row.MayHoldPrompt) events.RejectMessage(MessageReason.Withheld);
        else if (row.Kind == RequestRowKind.Ended) Add(ref row, events);
    }

    public void Forget() => _keys.Forget();

    public void Expect(int workers) => _keys.Expect(workers);

    private static bool TryRead(ReadOnlySpan<byte> payload, ref RequestRow row)
    {
        try
        {
            var json = new Utf8JsonReader(payload);
            return json.Read() && json.TokenType == JsonTokenType.StartObject && row.TryRead(ref json) && !json.Read() && row.HasSchema;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Add(ref RequestRow row, EventWriter events)
    {
        row.Judge();
        if (row.Report.Reason != EventReason.None)
        {
            events.Reject(row.Report.Reason);
            return;
        }

        ReadOnlySpan<double> values = row.Report.Values;
        var prompt = values[..RequestRow.PromptFields];
        var output = values[RequestRow.PromptFields..RequestRow.Fields];
        if (row.IsOfOneWorker) Add(row.Decoder, row.Model, prompt, output, events);
        else
        {
            Add(row.Prefiller, row.Model, prompt, [], events);
            Add(row.Decoder, row.Model, [], output, events);
        }
    }

    private void Add((KeyNumber? Worker, KeyNumber? Rank) of, string? model, ReadOnlySpan<double> prompt, ReadOnlySpan<double> output, EventWriter events)
    {
        if (!prompt.ContainsAnyExcept(double.NaN) && !output.ContainsAnyExcept(double.NaN)) return;
        var target = events.Add(_keys.Of(of.Worker, of.Rank.GetValueOrDefault(), model ?? ""));
        prompt.CopyTo(target);
        output.CopyTo(target[RequestRow.PromptFields..]);
    }
}
