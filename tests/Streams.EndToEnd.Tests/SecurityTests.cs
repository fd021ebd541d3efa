using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>What <c>SECURITY.md</c>, <c>THIRD-PARTY-NOTICES.md</c> and <c>docs/reliability.md</c> say is so.</summary>
public sealed partial class SecurityTests
{
    [Fact]
    public async Task Permissions_OfTheDocument_AreEnoughForDaemonAndFleet()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "SECURITY.md"));
        var configuration = Block().Match(document).Groups[1].Value.Replace("$STREAMS_PASSWORD", "reads").Replace("$DYNAMO_PASSWORD", "writes").Replace("$OTHER_PASSWORD", "x")
            // A busy machine may take its time to say who it is.
            .Replace("authorization {", "authorization {\n  timeout: 60");
        await using var server = await NatsServer.StartAsync(configuration);
        string As(string user) => server.Url.Replace("://", $"://{user}@", StringComparison.Ordinal);
        await using var program = await StreamsProcess.StartAsync("run", "--nats", As("streams:reads"));
        await using var fleet = StreamsProcess.StartSilently("simulate", "--nats", As("dynamo:writes"), "--workers", "2", "--rate", "200", "--release", "0.3.2,1.6.0");
        var page = await program.UntilAsync(p => p.Named("llm_requests_total_slots").Count >= 2 && p.Named("llm_kv_hit_rate_percent").Count >= 2 && p.Named("llm_kv_reuse_percent").Count == 2);
        Assert.Equal(page.Named("streams_source_up").Count, page.Sum("streams_source_up"));
        Assert.DoesNotContain("ermissions", program.Errors);
    }

    [Fact]
    public void Notices_OfEveryPackageThatIsDelivered_AreThere()
    {
        var notices = File.ReadLines(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .SelectMany(line => line.Split('|')[1].Split(',')).Select(name => name.Trim()).Where(name => !name.Contains('`') && !name.Contains('(')).ToArray();
        using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src/Streams.Cli/packages.lock.json")));
        var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project").Select(package => package.Name)
            // They work while it is built.
            .Where(name => !name.EndsWith("Analyzers", StringComparison.Ordinal) && !name.StartsWith("Microsoft.NET.ILLink", StringComparison.Ordinal)).Distinct();
        Assert.Equal(packages.Order(StringComparer.OrdinalIgnoreCase), notices.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("docs/reliability.md")]
    [InlineData("docs/comparison.md")]
    public void Document_EachTestThatItNames_IsThere(string document)
    {
        var named = TestName().Matches(Read(document)).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).Distinct().ToArray();
        Assert.True(named.Length > 15);
        var classes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension);
        Assert.DoesNotContain(named, test => !classes[test.Class].Any(file => File.ReadAllText(file).Contains($" {test.Method}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Promises_Each_HasATest() =>
        Assert.DoesNotContain(Read("docs/reliability.md").Split('\n'), line => line.StartsWith("| ", StringComparison.Ordinal)
            && !line.StartsWith("| promise", StringComparison.Ordinal) && !TestName().IsMatch(line));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex(@"```\n(authorization .*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();
}
