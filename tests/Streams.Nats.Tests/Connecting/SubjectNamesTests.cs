using System.Text;
using CsCheck;
using Streams.Nats.Connecting;

namespace Streams.Nats.Tests.Connecting;

public sealed class SubjectNamesTests
{
    [Fact]
    public void Of_AnySubjects_GivesTheirTexts()
    {
        var names = new SubjectNames();
        for (var i = 0; i < 5000; i++) Assert.Equal($"plant.{i}.temperature", names.Of(Encoding.UTF8.GetBytes($"plant.{i}.temperature")));
        Gen.Byte.Array[0, 300].Sample(bytes => Encoding.UTF8.GetString(bytes) == new SubjectNames().Of(bytes));
    }

    [Fact]
    public void Of_SubjectsByTurns_GivesTheSameTexts()
    {
        var names = new SubjectNames();
        var (one, other) = (names.Of("one"u8), names.Of("other"u8));
        Assert.Same(one, names.Of("one"u8));
        Assert.Same(other, names.Of("other"u8));
    }
}
