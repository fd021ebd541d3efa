namespace Streams.Definitions.Tests;

/// <summary>One mistake, one line (F6): each with its place and what would be right.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("9:5: unknown key 'expiry' in 'm'; did you mean 'expire'?", "expiry: 1m", "value: count()")]
    [InlineData("9:5: unknown key 'unless' in 'm'; known: of, buckets, help, type, from, by, where, value, over, across, having, expire, remember, enabled", "unless: isl_blocks > 0", "value: count()")]
    [InlineData("9:5: unknown key 'bucket' in 'm'; did you mean 'buckets'?", "bucket: [1]", "value: count()")]
    [InlineData("9:11: unknown type 'summary'; known: gauge, counter, histogram", "type: summary", "value: count()")]
    [InlineData("10:5: duplicate key 'value', first in line 9; keep one of them", "value: count()", "value: count()")]
    [InlineData("6:3: 'm' has no 'value'; add value: …")]
    [InlineData("9:11: 'value' of 'm' has no value; write one behind value:, or leave value out", "value:")]
    [InlineData("9:12: 'value' of 'm' is a list, not text; write value: TEXT", "value: [count()]")]
    [InlineData("9:16: unknown field 'isl_block'; did you mean 'isl_blocks'?", "value: sum(isl_block)")]
    [InlineData("9:22: unknown field 'kv_total_blocks'; known: isl_blocks, overlap_blocks", "value: 100 * sum(kv_total_blocks)")]
    [InlineData("9:12: unknown reducer 'summ'; did you mean 'sum'?", "value: summ(isl_blocks)")]
    [InlineData("9:12: 'isl_blocks' is no value by itself; reduce it, such as last(isl_blocks)", "value: isl_blocks")]
    [InlineData("9:12: sum is called with the wrong arguments; write sum(FIELD)", "value: sum()")]
    [InlineData("9:12: a quantile is from 0 to 1; write quantile(0.9, FIELD)", "value: quantile(9, isl_blocks)")]
    [InlineData("9:12: the value calls no reducer; write one, such as last(FIELD) or sum(FIELD)", "value: 1 + 2")]
    [InlineData("9:21: the end where a value should be; write a number or a call such as sum(FIELD)", "value: count() +")]
    [InlineData("9:20: ')' cannot stand here; put + - * or / between values, and balance the parentheses", "value: count() )")]
    [InlineData("9:20: the end where a parenthesis should close; write ')'", "value: (count()")]
    [InlineData("9:12: per_second without a window; add over: 10s", "value: per_second(isl_blocks)")]
    [InlineData("9:9: source 'hits' has no key 'worker'; did you mean 'worker_id'?", "by: worker", "value: count()")]
    [InlineData("9:21: label 'worker_id' twice; leave the second out", "by: [worker_id, worker_id]", "value: count()")]
    [InlineData("9:17: two windows of one length, 1m; keep one: the label window tells them apart by their length alone", "over: [60s, 1m every 5s]", "value: count()")]
    [InlineData("9:20: every 7s does not divide the window 1m; choose one that goes into the window a whole number of times", "over: 1m every 7s", "value: count()")]
    [InlineData("9:20: 1h every 1s has 3600 panes, each with a place for every worker; 1000 are the most: write every 4s or more", "over: 1h every 1s", "value: count()")]
    [InlineData("9:20: 1m every 1ms has 60000 panes, each with a place for every worker; 1000 are the most: write every 60ms or more", "over: 1m every 1ms", "value: count()")]
    [InlineData("9:11: '10x' is no window; write all, a length such as 10s, or 1m every 5s", "over: 10x", "value: count()")]
    [InlineData("9:11: expire 1h on source 'hits' and remember 0s together are not longer than the largest window and the lateness, 1h; set an expire or a remember of more than 1h", "over: 1h", "remember: 0s", "value: count()")]
    [InlineData("9:13: expire 1h30m on source 'hits' and remember 2m together are not longer than the largest window and the lateness, 2h; set an expire or a remember of more than 2h", "expire: 90m", "over: 2h", "value: count()")]
    [InlineData("9:13: '-1s' is no length of time; write a whole number with ms, s, m, h or d, such as 10s", "expire: -1s", "value: count()")]
    [InlineData("9:13: unknown step 'summ' in across; did you mean 'sum'?", "across: summ", "value: count()")]
    [InlineData("9:20: the readings have no label 'dp_rank' at this step; known: worker_id", "across: sum by dp_rank", "by: worker_id", "value: count()")]
    [InlineData("9:19: pool is not the first step; put pool first: it merges the groups before their values are computed", "across: [sum, pool]", "by: worker_id", "value: count()")]
    [InlineData("9:14: 'sum by (worker_id' is cut at its comma by the list; quote the whole step, such as \"sum by (a, b)\"", "across: [sum by (worker_id, dp_rank), avg]", "by: [worker_id, dp_rank]", "value: count()")]
    [InlineData("9:29: ',' cannot stand here; put labels in parentheses, \"sum by (a, b)\", and steps in a list", "across: sum by worker_id, dp_rank", "by: [worker_id, dp_rank]", "value: count()")]
    [InlineData("9:21: quantile needs a number from 0 to 1; write quantile(0.9)", "across: quantile", "value: count()")]
    public void Read_WrongMetric_IsOneMistake(string expected, params string[] lines) =>
        Assert.Equal(["p.yaml:" + expected], Some.MetricMistakes(lines));

    [Fact]
    public void Read_WrongCounter_TellsEveryReason() => Assert.Equal(
        [
            "p.yaml:6:3: counter 'm' does not end in _total; name it m_total",
            "p.yaml:10:12: a counter is neither count() nor sum(FIELD); write one of them alone, or make it a gauge",
            "p.yaml:11:11: a counter has windows; leave over out, or make it a gauge",
            "p.yaml:12:13: a counter has across; leave across out, or make it a gauge",
        ],
        Some.MetricMistakes("type: counter", "value: 2 * sum(isl_blocks)", "over: 10s", "across: sum"));

    [Theory]
    [InlineData("help: A text", "help: \"A\\ntext\"", "7:11: the help text has a line break; write it in one line")]
    [InlineData("  m:", "  9m:", "6:3: '9m' is no metric name; use letters, digits, _ and :, and no digit first")]
    [InlineData("  m:", "  streams_m:", "6:3: 'streams_m' begins like the daemon's own metrics; choose a name that does not begin with streams_ or process_")]
    [InlineData("from: hits", "from: hist", "8:11: unknown source 'hist'; did you mean 'hits'?")]
    [InlineData("from: hits", "from: [hits, hits]", "8:18: source 'hits' twice; leave the second out")]
    [InlineData("from: hits", "from: []", "8:11: 'from' of 'm' is an empty list; write from: TEXT or from: [TEXT, TEXT]")]
    [InlineData("expire: 1h", "alive: hits", "4:60: alive of source 'hits' names the source itself; name sources that beat whether anything changed or not")]
    [InlineData("expire: 1h", "alive: [stat]", "4:61: unknown source 'stat'; did you mean 'stats'?")]
    [InlineData("expire: 1h", "expires: 1h", "4:53: unknown key 'expires' in 'hits'; did you mean 'expire'?")]
    [InlineData("hits: { dynamo:", "hits: { dinamo:", "4:11: unknown key 'dinamo' in 'hits'; did you mean 'dynamo'?")]
    [InlineData("feed: hit-rate", "feed: hitrate", "4:27: unknown feed 'hitrate'; did you mean 'hit-rate'?")]
    [InlineData("hit-rate, namespace: n", "hit-rate, namespace: n, ever: 1s", "4:51: unknown key 'ever' in 'dynamo'; did you mean 'every'?")]
    [InlineData("hit-rate, namespace: n", "hit-rate", "4:11: 'dynamo' has no 'namespace'; add namespace: …")]
    [InlineData("pipeline: p", "pipelin: p", "1:1: unknown key 'pipelin' in the file; did you mean 'pipeline'?")]
    [InlineData("pipeline: p", "{ ", "")]
    public void Read_WrongFile_NamesThePlace(string from, string to, string expected)
    {
        var mistakes = Some.Mistakes(Some.Head.Replace(from, to) + "    value: count()");

        if (expected.Length == 0) Assert.Single(mistakes);
        else Assert.Contains("p.yaml:" + expected, mistakes);
        Assert.True(mistakes.Length <= 2, string.Join("\n", mistakes));
    }

    [Theory]
    [InlineData("max_workers: 0", "1:14: '0' is no whole number from 1 to 2147483647; write max_workers: 10000")]
    [InlineData("labels: { a-b: x }", "1:11: 'a-b' is no label name; use letters, digits and _, and no digit first")]
    [InlineData("labels: { __a: x }", "1:11: label '__a' is reserved; choose another name")]
    [InlineData("labels: { window: x }", "1:11: label 'window' is reserved; choose another name")]
    [InlineData("labels: { a: '${b}' }", "1:15: unknown parameter 'b'; there are none here, or $${ for the characters")]
    [InlineData("labels: { a: '${b' }", "1:15: '${' without '}'; write ${NAME}, or $${ for the characters themselves")]
    [InlineData("parameters: { a: }", "1:15: parameter 'a' has no default; write one, '' for an empty text, or set it")]
    [InlineData("parameters: { a: '${a}' }", "1:19: a parameter's default names a parameter; write the text itself, or $${ for the characters")]
    [InlineData("parameters: [a]", "1:13: 'parameters' is a list, not a mapping; write NAME: DEFAULT under parameters")]
    [InlineData("parameters:", "1:12: 'parameters' is text, not a mapping; write NAME: DEFAULT under parameters")]
    [InlineData("? [a]\n: b", "1:3: a key is a list; write a name")]
    public void Read_WrongLine_IsOneMistake(string line, string expected) =>
        Assert.Equal(["p.yaml:" + expected], Some.Mistakes(line + "\n" + Some.Head + "    value: count()"));

    [Fact]
    public void Read_UnknownSetParameter_ListsTheKnown() => Assert.Equal(
        ["p.yaml:2:3: parameter 'componet' is set, but the file does not have it; did you mean 'component'? known: namespace, component"],
        Some.Mistakes("parameters:\n  namespace: a\n  component: b\n" + Some.Head + "    value: count()", ("componet", "c")));

    [Fact]
    public void Read_WrongParameterInThreePlaces_IsToldOnce() => Assert.Equal(
        ["p.yaml:4:59: 'soon' is no length of time; write a whole number with ms, s, m, h or d, such as 10s", "p.yaml:10:13: 'soon and' is no length of time; write a whole number with ms, s, m, h or d, such as 10s"],
        Some.Mistakes("parameters: { e: soon }\n" + Some.Head.Replace("expire: 10s", "expire: '${e}'").Replace("expire: 1h", "expire: '${e}'") + "    expire: ${e} and\n    value: count()"));

    [Fact]
    public void Read_LabelOfEverySeriesInBy_Clashes() => Assert.Equal(
        ["p.yaml:10:9: label 'worker_id' is a label of every series, too; rename one of the two"],
        Some.Mistakes("labels: { worker_id: x }\n" + Some.Head + "    by: worker_id\n    value: count()"));

    [Fact]
    public void Read_SumOverFieldsOfTwoSources_CanNeverBe() => Assert.Equal(
        ["p.yaml:9:12: no source of the metric has all of isl_blocks, kv_total_blocks; name fields of one source: an event must have them all"],
        Some.Mistakes((Some.Head + "    value: sum(isl_blocks) / last(kv_total_blocks)").Replace("from: hits", "from: [hits, stats]")));

    [Fact]
    public void Read_LastOverFieldsOfTwoSources_IsRight() =>
        Assert.Empty(Some.Mistakes((Some.Head + "    value: last(isl_blocks) / last(kv_total_blocks)").Replace("from: hits", "from: [hits, stats]")));

    [Fact]
    public void Read_SourceWithoutKind_NamesTheKinds() => Assert.Equal(
        ["p.yaml:3:3: source 'stats' has no kind; add one of: dynamo, nats"],
        Some.Mistakes("pipeline: p\nsources:\n  stats: { expire: 10s }\nmetrics:\n  m: { help: A, from: stats, value: count() }"));

    [Fact]
    public void Read_TwoMetricsOfOneName_IsToldAtTheSecond() => Assert.Equal(
        ["p.yaml:10:3: duplicate key 'm', first in line 6; keep one of them"],
        Some.Mistakes(Some.Head + "    value: count()\n  m:\n    help: B\n    from: hits\n    value: count()"));

    [Fact]
    public void Read_TwoMetricsThatAParameterNamesAlike_IsToldAtTheSecond() => Assert.Equal(
        ["p.yaml:11:3: duplicate key 'm', first in line 7; keep one of them"],
        Some.Mistakes("parameters: { n: m }\n" + Some.Head + "    value: count()\n  ${n}:\n    help: B\n    from: hits\n    value: count()"));

    [Fact]
    public void Read_KeyThatIsNoLabelName_IsAMistakeInBy() => Assert.Equal(
        ["p.yaml:9:9: label 'window' is reserved; give the key another name"],
        Some.Mistakes(NatsSourceTests.Head("key: { window: /w }") + "    by: window\n    value: count()"));

    [Fact]
    public void Read_ManyMistakes_AreAllToldInTheFilesOrder()
    {
        var result = Some.Read(Some.Head.Replace("expire: 10s", "expire: soon") + "    by: worker\n    value: sum(isl) + avgg(isl_blocks)\n    ovr: 10s\n");

        Assert.Null(result.Definition);
        Assert.Equal([(3, 59), (9, 9), (10, 23), (11, 5)], result.Mistakes.Select(m => (m.Line, m.Column)));
    }

    [Fact]
    public void ToString_Mistake_ShowsTheLineAndACaret()
    {
        var mistake = Assert.Single(Some.Read(Some.Head + "\tvalue: x\n".Replace("\t", "    ")).Mistakes);

        Assert.Equal("p.yaml:9:12: 'x' is no value by itself; reduce it, such as last(x)\n    value: x\n           ^", mistake.ToString());
    }

    [Fact]
    public void ToString_LongLine_ShowsThePartAroundTheCaret()
    {
        var mistake = Assert.Single(Some.Read(Some.Head + "    value: count() + " + new string(' ', 500) + "x # " + new string('y', 500)).Mistakes);

        var lines = mistake.Excerpt.Split('\n');
        Assert.Equal(160, lines[0].Length);
        Assert.Equal('x', lines[0][lines[1].IndexOf('^')]);
    }
}
