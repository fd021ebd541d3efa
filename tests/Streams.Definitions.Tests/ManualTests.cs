using Streams.Definitions.Tests.Support;

namespace Streams.Definitions.Tests;

/// <summary>What docs/pipeline-file.md says is so: each example reads without a mistake, and shows what stands below it.</summary>
public sealed class ManualTests
{
    public static TheoryData<int> Lines => [.. Manual.Read().Select(example => example.Line)];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Example_OfTheManual_IsRight(int line)
    {
        var example = Manual.Read().Single(e => e.Line == line);

        var result = Some.ReadShipped("example.yaml", example.File);

        Assert.Empty(result.Mistakes);
        Assert.Empty(await Schema.MistakesAsync(example.File));
        using var run = new FileRun(result.Definition!);
        foreach (var step in example.Steps)
        {
            if (step.Subject is not null)
            {
                run.Publish(step.At, step.Subject, step.Payload);
                continue;
            }

            var page = run.ReadAt(step.At);
            Assert.All(step.Page, shown => Assert.True(page[shown.Key] == shown.Value, $"{shown.Key} is {page[shown.Key]}, not {shown.Value}"));
        }
    }

    [Fact]
    public void Examples_OfTheManual_StateWhatTheyShow()
    {
        var examples = Manual.Read();

        Assert.True(examples.Count >= 11);
        Assert.True(examples.Count(e => e.Steps.Any(s => s.Page.Count > 0)) >= 10);
        Assert.All(examples.SelectMany(e => e.Steps), step => Assert.True(step.Subject is null ? step.Page.Count > 0 : step.Page.Count == 0));
    }

    [Fact]
    public void Manual_NamesEveryKeyOfTheSchema()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "pipeline-file.md"));
        string[] keys = [.. Schema.Properties(Schema.At("pipelineFile")), .. Schema.Properties(Schema.At("source")), .. Schema.Properties(Schema.At("nats")), .. Schema.Properties(Schema.At("json")), .. Schema.Properties(Schema.At("metric"))];

        Assert.All(keys, key => Assert.Contains($"`{key}`", text));
    }
}
