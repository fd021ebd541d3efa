using System.CommandLine;
using Streams.Cli.CommandLine;

namespace Streams.Cli.Commands;

/// <summary><c>streams completion</c>: what a shell needs to complete commands, flags and their values.</summary>
/// <remarks>Each script asks the program itself, by the library's directive <c>[suggest]</c>, so that it is never behind.</remarks>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _streams() {
              local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}"
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(streams "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
              [ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default
            }
            complete -o nosort -F _streams streams

            """,
        ["zsh"] = """
            #compdef streams
            _streams() {
              local line="$LBUFFER"
              [ -n "$line" ] || line="${(j: :)words[1,CURRENT]}"
              local -a found
              found=("${(@f)$(streams "[suggest:${#line}]" "$line" 2>/dev/null)}")
              found=(${found:#})
              compadd -a found
              (( ${#found} )) || _files
            }
            compdef _streams streams

            """,
        ["fish"] = """
            function __streams_suggest
                set -l line (commandline -cp)
                streams "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c streams -a '(__streams_suggest)'

            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName streams -ScriptBlock {
                param($word, $line, $position)
                streams "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """,
    };

    internal static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", Scripts.Keys) };
        shell.CompletionSources.Add(_ => Scripts.Keys.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        var command = new ExampleCommand(
            "completion",
            "Prints the script by which a shell completes commands, flags and values.",
            "source <(streams completion bash)",
            "streams completion zsh > ~/.zfunc/_streams",
            "streams completion fish > ~/.config/fish/completions/streams.fish",
            "streams completion pwsh >> $PROFILE");
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(shell)!;
            if (!Scripts.TryGetValue(name, out var script))
            {
                throw CommandException.Usage($"{name} is no shell that is known; {string.Join(", ", Scripts.Keys)} are");
            }
            Console.Out.Write(script.ReplaceLineEndings("\n"));
        });
        return command;
    }
}
