using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Streams.LivePage.Tests.Support;

/// <summary>The real program, run to its end in the checkout.</summary>
internal static class StreamsProgram
{
    internal static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    internal static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        var cli = Path.Combine(AppContext.BaseDirectory, "streams.dll");
        using var program = Process.Start(new ProcessStartInfo("dotnet", [cli, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root })!;
        var (output, errors) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (program.ExitCode, await output, await errors);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
