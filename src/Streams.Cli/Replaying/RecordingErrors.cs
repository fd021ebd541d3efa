using Streams.Cli.CommandLine;
using Streams.Recording;

namespace Streams.Cli.Replaying;

/// <summary>What is wrong with a recording, or with where its replay goes, as the command tells it.</summary>
internal static class RecordingErrors
{
    internal static async Task ToldAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (RecordingException wrong)
        {
            throw CommandException.Usage(wrong.Message);
        }
        catch (IOException failed)
        {
            throw CommandException.Failure($"the output cannot be written: {failed.Message}; make room, or name another place");
        }
    }
}
