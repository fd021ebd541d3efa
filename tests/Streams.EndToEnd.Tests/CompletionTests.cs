using System.Diagnostics;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Shells complete the command by the scripts that it prints: real ones, which source them.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-shell-");

    public CompletionTests()
    {
        var program = Path.Combine(_folder.FullName, "streams");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet {Repository.Cli} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("streams re", "record replay")]
    [InlineData("streams run --nat", "--nats")]
    [InlineData("streams completion z", "zsh")]
    public async Task Bash_CompletesCommandsFlagsAndValues(string line, string expected)
    {
        var words = line.Split(' ');
        var said = await ShellAsync("bash", $"""
            source <(streams completion bash)
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({line}) COMP_CWORD={words.Length - 1}
            _streams && echo "$(complete -p streams): $COMPREPLY" "{string.Join(' ', Enumerable.Range(1, 3).Select(i => $"${{COMPREPLY[{i}]}}"))}"
            """);
        Assert.Equal($"complete -o nosort -F _streams streams: {expected}", said.Trim());
    }

    [Theory]
    [InlineData("streams re", "record replay")]
    [InlineData("streams run --nat", "--nats")]
    [InlineData("streams completion z", "zsh")]
    public async Task Zsh_CompletesCommandsFlagsAndValues(string line, string expected)
    {
        // What zsh gives a completion function when it asks it, and takes from it.
        var said = await ShellAsync("zsh", $$"""
            compdef() { [[ $1 = _streams && $2 = streams ]] || echo "wrong: $@" }
            compadd() { [[ $1 = -a ]] && print -r -- ${(P)2} }
            _files() { print files }
            source <(streams completion zsh)
            words=({{line}}); CURRENT=${#words}; LBUFFER='{{line}}'
            _streams
            """);
        Assert.Equal(expected, said.Trim());
    }

    [Theory]
    [InlineData("streams re", "record\nreplay")]
    [InlineData("streams run --nat", "--nats")]
    [InlineData("streams completion z", "zsh")]
    public async Task Fish_CompletesCommandsFlagsAndValues(string line, string expected) =>
        Assert.Equal(expected, (await ShellAsync("fish", $"streams completion fish | source; complete -C '{line}'")).Trim());

    [Fact]
    public async Task Completion_OfAnotherShell_NamesThoseThatThereAre()
    {
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("completion", "tcsh");
        Assert.Equal(2, exitCode);
        Assert.Contains("bash, zsh, fish, pwsh are", errors);
        Assert.Contains("Register-ArgumentCompleter -Native -CommandName streams", (await StreamsProcess.RunAsync("completion", "pwsh")).Output);
    }

    [Fact]
    public async Task Help_All_HasEveryCommandOnOnePage()
    {
        var (exitCode, output, _) = await StreamsProcess.RunAsync("help", "--all");
        Assert.Equal(0, exitCode);
        string[] commands = ["demo", "discover", "run", "simulate", "record", "replay", "tap", "test", "check", "graph", "top", "publish", "completion", "help"];
        Assert.Equal(commands, output.Split('\n').Where(line => line.StartsWith("======== streams ", StringComparison.Ordinal)).Select(line => line["======== streams ".Length..]));
        Assert.Contains("--kube-namespace", output);
        Assert.Equal((await StreamsProcess.RunAsync("tap", "--help")).Output, (await StreamsProcess.RunAsync("help", "tap")).Output);
        Assert.Equal(2, (await StreamsProcess.RunAsync("help", "nonsense")).ExitCode);
    }

    [Fact]
    public async Task Publish_IsAFirstMessage()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        await using var heard = await client.SubscribeCoreAsync<string>("plant.>", cancellationToken: TestContext.Current.CancellationToken);
        await client.PingAsync(TestContext.Current.CancellationToken);
        var (exitCode, output, errors) = await StreamsProcess.RunAsync("publish", "plant.readings", """{"t":21.5}""", "--nats", server.Url);
        Assert.Equal((0, "", $"1 published on plant.readings at {server.Url}"), (exitCode, output, errors.Trim().Replace("/\n", "\n")));
        var message = await heard.Msgs.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(("plant.readings", """{"t":21.5}"""), (message.Subject, message.Data));
        Assert.Equal(2, (await StreamsProcess.RunAsync("publish", "plant.*", "{}", "--nats", server.Url)).ExitCode);
        Assert.Equal(1, (await StreamsProcess.RunAsync("publish", "plant", "{}", "--nats", "nats://127.0.0.1:1")).ExitCode);
    }

    private async Task<string> ShellAsync(string shell, string script)
    {
        string[] arguments = shell == "zsh" ? ["-f", "-c", script] : shell == "bash" ? ["--norc", "-c", script] : ["--no-config", "-c", script];
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.Equal("", await errors);
        return said;
    }
}
