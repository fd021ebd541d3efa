using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Dynamo.Decoding;
using Streams.Nats;

namespace Streams.Dynamo.Tests;

public sealed class DynamoSourceKindTests
{
    [Fact]
    public void Read_Stats_AsksAllThreeServices()
    {
        var settings = new SettingsOf(new() { ["feed"] = "stats", ["namespace"] = "dynamo", ["component"] = "backend", ["endpoint"] = "load_metrics", ["every"] = "2", ["timeout"] = "3" });
        var source = Assert.IsType<ServiceStatsSourceDefinition>(new DynamoSourceKind().Read("stats", settings));
        Assert.Empty(settings.Mistakes);
        Assert.Equal("stats", source.Name);
        Assert.Equal(3, source.Services.Count);
        Assert.Equal(["dynamo_backend_9ce3f3b7", "dynamo_backend"], source.Services.Skip(1));
        Assert.Equal(TimeSpan.FromSeconds(2), source.Every);
        Assert.Equal(TimeSpan.FromSeconds(3), source.Timeout);
        Assert.IsType<StatsDecoder>(source.CreateDecoder());
        Assert.Same(source.Schema, source.CreateDecoder().Schema);
    }

    [Theory]
    [InlineData("load", 2, typeof(LoadDecoder))]
    [InlineData("hit-rate", 1, typeof(HitRateDecoder))]
    [InlineData("forward-pass", 2, typeof(ForwardPassDecoder))]
    public void Read_Events_ListensToEachLayout(string feed, int subjects, Type decoder)
    {
        var settings = new SettingsOf(new() { ["feed"] = feed, ["namespace"] = "dynamo", ["component"] = "backend" });
        var source = Assert.IsType<SubjectSourceDefinition>(new DynamoSourceKind().Read("s", settings));
        Assert.Empty(settings.Mistakes);
        Assert.Equal(subjects, source.Subjects.Count);
        Assert.Null(source.QueueGroup);
        Assert.IsType(decoder, source.CreateDecoder());
        Assert.NotSame(source.CreateDecoder(), source.CreateDecoder());
        Assert.Same(source.Schema, source.CreateDecoder().Schema);
    }

    [Fact]
    public void Read_NameWithAWildcard_IsAPattern()
    {
        var settings = new SettingsOf(new() { ["feed"] = "load", ["namespace"] = "prod-*", ["component"] = "*" });

        var source = Assert.IsType<SubjectSourceDefinition>(new DynamoSourceKind().Read("s", settings));
        Assert.Equal(["namespace.prod-*.kv_metrics", "namespace.prod-*.component.*.endpoint.*.kv_metrics"], source.Subjects);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a*b")]
    [InlineData("*a")]
    [InlineData("a.>")]
    [InlineData("a..b")]
    [InlineData(".a")]
    public void Read_NameThatBreaksASubject_IsAMistake(string name)
    {
        var settings = new SettingsOf(new() { ["feed"] = "load", ["namespace"] = name, ["component"] = name });
        Assert.Null(new DynamoSourceKind().Read("s", settings));
        Assert.Equal(["namespace", "component"], settings.Mistakes);
    }

    [Fact]
    public void Read_MissingNames_AreAllMistakes()
    {
        var settings = new SettingsOf(new() { ["feed"] = "stats" });
        Assert.Null(new DynamoSourceKind().Read("s", settings));
        Assert.Equal(["namespace", "component", "endpoint"], settings.Mistakes);
    }

    [Fact]
    public void Read_UnknownFeed_IsOneMistake()
    {
        var settings = new SettingsOf(new() { ["feed"] = "hits", ["namespace"] = "*" });
        Assert.Null(new DynamoSourceKind().Read("s", settings));
        Assert.Equal(["feed"], settings.Mistakes);
        Assert.Contains("timeout", settings.Asked);
    }

    private sealed class SettingsOf(Dictionary<string, string> values) : Settings
    {
        internal List<string> Mistakes { get; } = [];

        internal HashSet<string> Asked { get; } = [];

        public override IReadOnlyList<string> Keys => [.. values.Keys];

        public override string? Text(string key, bool required = false)
        {
            Asked.Add(key);
            if (values.TryGetValue(key, out var value)) return value;
            if (required) Mistakes.Add(key);
            return null;
        }

        public override TimeSpan? Duration(string key, bool required = false) => Text(key, required) is { } seconds ? TimeSpan.FromSeconds(int.Parse(seconds)) : null;

        public override string? Choice(string key, IReadOnlyList<string> choices, bool required = false)
        {
            if (Text(key, required) is not { } text) return null;
            if (choices.Contains(text)) return text;
            Mistakes.Add(key);
            return null;
        }

        public override Settings? Mapping(string key, bool required = false) => key == "dynamo" ? this : null;

        public override IReadOnlyList<string> Texts(string key, bool required = false) => [];

        public override void Mistake(string key, string wrong, string right) => Mistakes.Add(key);
    }
}
