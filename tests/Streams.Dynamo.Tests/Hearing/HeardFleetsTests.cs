using System.Text;
using System.Text.Json;
using Streams.Dynamo.Hearing;

namespace Streams.Dynamo.Tests.Hearing;

/// <summary>Every kept message of real Dynamo, release by release: the workers that it names are found, and are taken for that release or some around it.</summary>
public sealed class HeardFleetsTests
{
    [Theory]
    [InlineData("0.1.0", "releases to 0.2.0")]
    [InlineData("0.1.1", "0.1.1 to 0.2.0")]
    [InlineData("0.2.1", "0.2.1")]
    [InlineData("0.3.0", "0.3.0 to 0.3.1")]
    [InlineData("0.4.1", "0.4.1 to 0.6.0")]
    [InlineData("0.5.1", "0.4.1 to 0.6.0")]
    [InlineData("0.6.0", "0.4.1 to 0.6.0")]
    [InlineData("0.6.1", "0.6.1 to 0.7")]
    [InlineData("0.7.1", "0.6.1 to 0.7")]
    [InlineData("0.8.1", "0.8")]
    [InlineData("0.9.0", "0.9")]
    [InlineData("0.9.1", "0.9")]
    [InlineData("1.0.2", "0.9 to 1.3")]
    [InlineData("1.1.1", "1.1 to 1.3")]
    [InlineData("1.2.1", "1.1 to 1.3")]
    [InlineData("1.3.1", "1.1 to 1.3")]
    [InlineData("1.4.2", "1.4 and later")]
    [InlineData("1.6.1", "1.4 and later")]
    public void RealMessages_OfOneRelease_AreTakenForIt(string release, string told)
    {
        var fleets = new HeardFleets();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "messages.ndjson")))
        {
            using var document = JsonDocument.Parse(line);
            var message = document.RootElement;
            if (message.GetProperty("release").GetString() != release) continue;
            var payload = message.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : message.GetProperty("base64").GetBytesFromBase64();
            var subject = message.GetProperty("subject").GetString()!;
            if (subject.StartsWith("namespace.", StringComparison.Ordinal)) Assert.True(fleets.Take(subject, payload));
            else fleets.TakeAnswer(payload);
        }

        fleets.End();
        var dynamo = Assert.Single(fleets.Namespaces);
        Assert.Equal("dynamo", dynamo.Name);
        Assert.NotEmpty(dynamo.Workers);
        Assert.Contains(told, dynamo.Workers.Values.Select(w => ReleaseEvidence.Text(w.Releases)));
        Assert.DoesNotContain(dynamo.Workers.Values, w => w.Releases == Releases.None);
    }

    [Fact]
    public void Subjects_OfOthers_AreNotDynamos()
    {
        var fleets = new HeardFleets();
        Assert.False(fleets.Take("plant.north.readings", "{}"u8));
        Assert.False(fleets.Take("namespace", "{}"u8));
        Assert.False(fleets.Take("namespace.x", "{}"u8));
        fleets.TakeAnswer("""{"name":"weather","endpoints":[{"subject":"forecast.daily","name":"daily"}]}"""u8);
        fleets.TakeAnswer("[]"u8);
        fleets.End();
        Assert.Empty(fleets.Namespaces);
    }
}
