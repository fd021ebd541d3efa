namespace Streams.Nats.Tests;

/// <summary>Subjects with wildcards within a token, which NATS does not have.</summary>
public sealed class SubjectPatternTests
{
    [Theory]
    [InlineData("namespace.prod-*.kv_metrics", "namespace.prod-7f.kv_metrics", true)]
    [InlineData("namespace.prod-*.kv_metrics", "namespace.prod-.kv_metrics", true)]
    [InlineData("namespace.prod-*.kv_metrics", "namespace.test.kv_metrics", false)]
    [InlineData("namespace.prod-*.kv_metrics", "namespace.prod-7f.component.a.kv_metrics", false)]
    [InlineData("namespace.*-7f.>", "namespace.prod-7f.a.b", true)]
    [InlineData("namespace.*-7f.>", "namespace.prod-7f", false)]
    [InlineData("a.*.c", "a.b.c", true)]
    [InlineData("a.*.c", "a.b.d", false)]
    [InlineData("a.p*d.c", "a.p+d.c", true)]
    [InlineData("a.p+d.c", "a.ppd.c", false)]
    public void Pattern_MatchesTokenByToken(string pattern, string subject, bool matches)
    {
        Assert.Equal(matches, new SubjectPattern(pattern).Matches(subject));
        Assert.Equal(matches ? subject : null, SubjectPattern.Filter([new SubjectPattern("x"), new SubjectPattern(pattern)])(subject));
    }

    [Theory]
    [InlineData("a.*.c", "a.*.c", true)]
    [InlineData("a.>", "a.>", true)]
    [InlineData("a.prod-*.c", "a.*.c", false)]
    public void Nats_IsAskedForWholeTokens(string pattern, string subject, bool isPlain) =>
        Assert.Equal((subject, isPlain), (new SubjectPattern(pattern).Subject, new SubjectPattern(pattern).IsPlain));
}
