using Streams.Definition;
using Streams.Reducing;

namespace Streams.Definitions.Tests;

/// <summary>F4: histograms, as they are read and as they are refused.</summary>
public sealed class HistogramTests
{
    [Fact]
    public void Histogram_FieldAndBuckets_AreRead()
    {
        var metric = Some.Metric("type: histogram", "by: worker_id", "buckets: [-1, 0.5, 1e3]", "value: isl_blocks");

        Assert.Equal(MetricType.Histogram, metric.Type);
        var call = Assert.IsType<ValueExpression.Call>(metric.Value);
        Assert.Equal("isl_blocks", call.Field);
        Assert.Equal([-1, 0.5, 1000], call.Bounds);
    }

    [Fact]
    public void Histogram_OneBucketWithoutAList_IsRead() =>
        Assert.Equal([5], Assert.IsType<ValueExpression.Call>(Some.Metric("type: histogram", "buckets: 5", "value: isl_blocks").Value).Bounds);

    [Theory]
    [InlineData("value: isl_block", "buckets: [1]", "9:12: unknown field 'isl_block'; did you mean 'isl_blocks'?")]
    [InlineData("value: sum(isl_blocks)", "buckets: [1]", "9:12: the value of a histogram is no field; write the field alone, such as value: latency")]
    [InlineData("value: isl_blocks * 2", "buckets: [1]", "9:12: the value of a histogram is no field; write the field alone, such as value: latency")]
    [InlineData("value: 5", "buckets: [1]", "9:12: the value of a histogram is no field; write the field alone, such as value: latency")]
    [InlineData("value: isl_blocks", "buckets: []", "10:14: 'buckets' of 'm' is an empty list; write buckets: TEXT or buckets: [TEXT, TEXT]")]
    [InlineData("value: isl_blocks", "buckets: [1, 1]", "10:18: '1' is not above the bound before it; order the buckets, each bound once")]
    [InlineData("value: isl_blocks", "buckets: [1, 3, 2]", "10:21: '2' is not above the bound before it; order the buckets, each bound once")]
    [InlineData("value: isl_blocks", "buckets: [1, two]", "10:18: 'two' is no bound of a bucket; write buckets: [0.1, 0.5, 1]")]
    [InlineData("value: isl_blocks", "buckets: [1, NaN]", "10:18: 'NaN' is no bound of a bucket; write buckets: [0.1, 0.5, 1]")]
    [InlineData("value: isl_blocks", "buckets: [1, 1e999]", "10:18: '1e999' is no bound of a bucket; write buckets: [0.1, 0.5, 1]")]
    [InlineData("value: isl_blocks", "buckets: [1, +Inf]", "10:18: '+Inf' is no bound of a bucket; leave it out: the bucket +Inf comes by itself")]
    [InlineData("value: isl_blocks", "buckets: { a: 1 }", "10:14: 'buckets' holds a mapping where text should be; write buckets: TEXT or buckets: [TEXT, TEXT]")]
    [InlineData("value: isl_blocks", "bucket: [1]", "6:3: 'm' has no 'buckets'; add buckets: …", "10:5: unknown key 'bucket' in 'm'; did you mean 'buckets'?")]
    public void Read_WrongHistogram_NamesThePlace(string value, string buckets, params string[] expected) =>
        Assert.Equal(expected.Select(line => "p.yaml:" + line).Order(), Some.MetricMistakes(value, buckets, "type: histogram").Order());

    [Theory]
    [InlineData("over: 10s", "11:11: a histogram has windows; leave over out, or make it a gauge")]
    [InlineData("across: sum", "11:13: a histogram has across; leave across out, or make it a gauge")]
    public void Read_HistogramThatIsNotCumulative_NamesThePlace(string line, string expected) =>
        Assert.Equal(["p.yaml:" + expected], Some.MetricMistakes("value: isl_blocks", "buckets: [1]", line, "type: histogram"));

    [Theory]
    [InlineData("by: worker_id", "isl_blocks", "9:14: buckets without type: histogram; add type: histogram")]
    [InlineData("type: gauge", "last(isl_blocks)", "9:14: a gauge has no buckets; leave buckets out, or write type: histogram")]
    [InlineData("type: histgram", "isl_blocks", "10:11: unknown type 'histgram'; did you mean 'histogram'?")]
    public void Read_BucketsWithoutHistogram_AreOneMistake(string line, string value, string expected) =>
        Assert.Equal(["p.yaml:" + expected], Some.MetricMistakes("buckets: [1]", line, "value: " + value));

    [Theory]
    [InlineData("m_bucket")]
    [InlineData("m_sum")]
    [InlineData("m_count")]
    public void Read_MetricNamedLikeAPart_Clashes(string name)
    {
        var histogram = "help: A\n    from: hits\n    type: histogram\n    buckets: [1]\n    value: isl_blocks\n";
        var gauge = "help: A\n    from: hits\n    value: count()\n";
        var head = Some.Head[..Some.Head.IndexOf("  m:", StringComparison.Ordinal)];
        var said = "histogram 'm' has series m_bucket, m_sum, m_count; rename one of the two";

        Assert.Equal([$"p.yaml:12:3: '{name}' clashes with 'm': {said}"], Some.Mistakes($"{head}  m:\n    {histogram}  {name}:\n    {gauge}"));
        Assert.Equal([$"p.yaml:10:3: 'm' clashes with '{name}': {said}"], Some.Mistakes($"{head}  {name}:\n    {gauge}  m:\n    {histogram}"));
    }
}
