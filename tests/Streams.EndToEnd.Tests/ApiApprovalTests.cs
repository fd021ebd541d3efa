using System.Reflection;
using PublicApiGenerator;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The public surface of every assembly that is meant for others changes on purpose only.</summary>
public sealed class ApiApprovalTests
{
    public static TheoryData<string> Assemblies { get; } = [.. Rooms.Assemblies.Select(Path.GetFileNameWithoutExtension).OfType<string>().Where(name => name != "streams")];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicApi_OfEachAssembly_IsTheApprovedOne(string assembly)
    {
        var approved = Path.Combine(Repository.Root, "tests", "Streams.EndToEnd.Tests", "Approved", assembly + ".txt");
        var api = Assembly.Load(assembly).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("ACCEPT_API") is { Length: > 0 }) File.WriteAllText(approved, api);
        string[] before = File.Exists(approved) ? File.ReadAllLines(approved) : [], now = api.TrimEnd('\n').Split('\n');
        if (before.SequenceEqual(now)) return;
        var changes = before.Except(now).Select(line => "- " + line.Trim()).Concat(now.Except(before).Select(line => "+ " + line.Trim()));
        Assert.Fail($"""
            the public API of {assembly} has changed:
            {string.Join('\n', changes)}
            If that is meant, run this test once with ACCEPT_API=1 in the environment, and commit {approved}.
            """);
    }
}
