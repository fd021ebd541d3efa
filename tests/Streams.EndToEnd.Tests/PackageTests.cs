using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>What scripts/pack makes of this build: a tool that installs from a folder and runs, and libraries that bring what a package should.</summary>
public sealed class PackageTests : IClassFixture<PackageTests.Packages>
{
    private readonly Packages _packages;

    public PackageTests(Packages packages) => _packages = packages;

    public static TheoryData<string> Libraries { get; } =
        [.. Rooms.Assemblies.Select(Path.GetFileNameWithoutExtension).OfType<string>().Where(name => name != "streams")];

    [Fact]
    public async Task Tool_InstalledFromAFolder_IsTheProgram()
    {
        var folder = Path.Combine(_packages.Folder, "tool");
        await RunAsync("dotnet", "tool", "install", "streams", "--tool-path", folder, "--source", _packages.Folder);
        Assert.Equal((await StreamsProcess.RunAsync("--version")).Output, await RunAsync(Path.Combine(folder, "streams"), "--version"));
        Assert.Contains("1 file checked, no mistake", await RunAsync(Path.Combine(folder, "streams"), "check", Path.Combine(Repository.Root, "pipelines", "sensors.yaml")));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_HasReadmeIconLicenceAndSymbolsWithTheirSources(string name)
    {
        using var package = Open($"{name}.*.nupkg");
        Assert.NotNull(package.GetEntry("README.md"));
        Assert.NotNull(package.GetEntry("icon.png"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{name}.xml"));
        using var text = package.GetEntry($"{name}.nuspec")!.Open();
        var metadata = XDocument.Load(text).Root!.Elements().Single();
        Assert.Equal(("Apache-2.0", "README.md", "icon.png"), (Value("license"), Value("readme"), Value("icon")));
        // What analyses the build is nobody else's dependency.
        Assert.DoesNotContain(metadata.Descendants().Where(e => e.Name.LocalName == "dependency"), d => d.Attribute("id")!.Value.Contains("Analyzers", StringComparison.Ordinal));

        using var symbols = Open($"{name}.*.snupkg");
        using var pdb = new MemoryStream();
        using (var stored = symbols.GetEntry($"lib/net10.0/{name}.pdb")!.Open()) stored.CopyTo(pdb);
        pdb.Position = 0;
        using var reading = MetadataReaderProvider.FromPortablePdbStream(pdb);
        var reader = reading.GetMetadataReader();
        var embedded = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        Assert.Contains(reader.CustomDebugInformation, handle => reader.GetGuid(reader.GetCustomDebugInformation(handle).Kind) == embedded);

        // The namespace of its elements depends on what is in it.
        string Value(string element) => metadata.Elements().Single(e => e.Name.LocalName == element).Value;
    }

    private ZipArchive Open(string pattern) => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(_packages.Folder, pattern)));

    private static async Task<string> RunAsync(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output + await errors;
    }

    /// <summary>The packages of this build, in a folder of their own.</summary>
    public sealed class Packages : IAsyncLifetime
    {
        internal string Folder { get; } = Directory.CreateTempSubdirectory("streams-packages-").FullName;

        public async ValueTask InitializeAsync()
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name == "debug" ? "Debug" : "Release";
            await RunAsync(Path.Combine(Repository.Root, "scripts", "pack"), Folder, configuration);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return default;
        }
    }
}
