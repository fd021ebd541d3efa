namespace Streams.Cli.Testing;

/// <summary>Colours text where a person reads it on a terminal, unless NO_COLOR is set.</summary>
internal sealed class Ink(bool isColoured)
{
    /// <summary>The ink of standard output.</summary>
    internal static Ink Output() => new(!Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    internal string Red(string text) => Coloured("31", text);

    internal string Green(string text) => Coloured("32", text);

    internal string Faint(string text) => Coloured("2", text);

    private string Coloured(string colour, string text) => isColoured ? $"\u001b[{colour}m{text}\u001b[0m" : text;
}
