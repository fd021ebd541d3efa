using PublicApiGenerator;
using Streams.Events;

namespace Streams.Tests;

/// <summary>The public surface of the engine changes on purpose only.</summary>
public sealed class ApiApprovalTests
{
    [Fact]
    public void PublicApi_OfTheEngine_IsTheApprovedOne()
    {
        var approved = Path.Combine(Checkout(), "tests", "Streams.Tests", "Streams.approved.txt");
        var api = typeof(Event).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("ACCEPT_API") is { Length: > 0 }) File.WriteAllText(approved, api);
        string[] before = File.ReadAllLines(approved), now = api.TrimEnd('\n').Split('\n');
        if (before.SequenceEqual(now)) return;
        var changes = before.Except(now).Select(line => "- " + line.Trim()).Concat(now.Except(before).Select(line => "+ " + line.Trim()));
        Assert.Fail($"the public API of Streams has changed:\n{string.Join('\n', changes)}\nIf that is meant, run this test once with ACCEPT_API=1 in the environment, and commit {approved}.");
    }

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streams.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
