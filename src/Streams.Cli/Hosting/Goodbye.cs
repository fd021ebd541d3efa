using Microsoft.Extensions.Logging;
using Streams.Lane;

namespace Streams.Cli.Hosting;

/// <summary>The last line of a program that was told to stop: what became of what had arrived.</summary>
internal static class Goodbye
{
    /// <summary>Says it.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="inputs">The sources that have ended.</param>
    /// <param name="done">What was done with their messages, such as <c>was counted</c>.</param>
    internal static void Say(ILogger log, IEnumerable<SourceInput> inputs, string done)
    {
        SourceInput[] undrained = [.. inputs.Where(input => !input.IsDrained)];
        if (undrained.Length == 0)
        {
            log.LogInformation("stopped: everything that had arrived {Done}", done);
            return;
        }

        log.LogWarning("stopped, but the server of {Sources} did not answer in time: not everything that it had sent {Done}; "
            + "{Messages} messages came too late and were discarded",
            string.Join(", ", undrained.Select(input => input.Name)), done, undrained.Sum(input => input.Discarded));
    }
}
