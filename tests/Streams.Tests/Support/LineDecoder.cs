using System.Globalization;
using System.Text;
using Streams.Decoding;
using Streams.Events;

namespace Streams.Tests.Support;

/// <summary>
/// Decodes lines such as <c>w1 a=1 b=2</c>: a worker and fields of the schema. <c>@12.5</c> states the event's time in seconds after
/// the start of <see cref="ManualTime"/>; <c>!</c> alone rejects the message, <c>w1 !</c> the event; <c>+w1</c> is a beat.
/// </summary>
internal sealed class LineDecoder(EventSchema schema) : IDecoder
{
    public EventSchema Schema => schema;

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        foreach (var line in Encoding.UTF8.GetString(payload).Split('\n')) DecodeLine(line.Split(' '), events);
    }

    private void DecodeLine(string[] words, EventWriter events)
    {
        if (words[0] == "!")
        {
            events.RejectMessage(MessageReason.Malformed);
        }
        else if (words[0].StartsWith('+'))
        {
            events.Beat(new WorkerKey(words[0][1..]));
        }
        else if (words.Contains("!"))
        {
            events.Reject(EventReason.NotANumber);
        }
        else
        {
            var time = words.FirstOrDefault(w => w.StartsWith('@'));
            var key = new WorkerKey(words[0]);
            var values = time is null ? events.Add(key) : events.Add(key, ManualTime.Start.AddSeconds(Number(time[1..])));
            foreach (var word in words[1..].Where(w => w != time))
            {
                var (name, value) = (word.Split('=')[0], word.Split('=')[1]);
                values[schema.FieldIndex(name)] = Number(value);
            }
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
