using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Nats.Connecting;

namespace Streams.Cli.Options;

/// <summary>How a command reaches NATS: the environment variables that NATS users know, and flags of the same names for what is no secret.</summary>
internal sealed class NatsFlags
{
    private readonly Option<string?> _url = Flag(
        "--nats", "The NATS servers, separated by commas. Default: NATS_URL, else NATS_SERVER, else nats://localhost:4222", "URL");
    private readonly Option<string?> _creds = Flag("--creds", "Credentials file. Default: NATS_CREDS", "FILE");
    private readonly Option<string?> _nkey = Flag("--nkey", "File with an NKey seed. Default: NATS_NKEY", "FILE");
    private readonly Option<string?> _ca = Flag("--ca", "The authorities that vouch for the server (PEM). Default: NATS_CA", "FILE");
    private readonly Option<string?> _cert = Flag("--cert", "The client's certificate (PEM). Default: NATS_CERT", "FILE");
    private readonly Option<string?> _key = Flag("--key", "The certificate's key (PEM). Default: NATS_KEY", "FILE");
    private readonly Option<bool> _tlsFirst = new("--tls-first")
    {
        Description = "TLS before the server's greeting, as its handshake_first wants it. Default: NATS_TLS_FIRST",
    };

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Option> All => [_url, _creds, _nkey, _ca, _cert, _key, _tlsFirst];

    internal void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>What a flag's text may be shown as: an address without its secret.</summary>
    internal string Shown(Option option, string text, NatsOptions? options) => option == _url && options is not null ? options.Redacted : text;

    /// <summary>Whether a server is named, rather than left to the default.</summary>
    internal bool IsNamed(ParseResult parsed) => parsed.GetValue(_url) is not null || NatsOptions.IsNamed(Environment.GetEnvironmentVariable);

    /// <summary>The options; every problem in one message.</summary>
    internal NatsOptions Read(ParseResult parsed)
    {
        var environment = FromEnvironment();
        if (parsed.GetValue(_url) is { } given && given.Contains('@'))
        {
            Console.Error.WriteLine("--nats holds a secret, which every user of this machine can read in its list of processes; "
                + "NATS_URL, or NATS_URL_FILE, keeps it");
        }

        var options = environment with
        {
            Url = parsed.GetValue(_url) ?? environment.Url,
            Creds = parsed.GetValue(_creds) ?? environment.Creds,
            NKey = parsed.GetValue(_nkey) ?? environment.NKey,
            Ca = parsed.GetValue(_ca) ?? environment.Ca,
            Cert = parsed.GetValue(_cert) ?? environment.Cert,
            Key = parsed.GetValue(_key) ?? environment.Key,
            TlsFirst = parsed.GetValue(_tlsFirst) || environment.TlsFirst,
        };
        var problems = options.Validate();
        return problems.Count == 0 ? options : throw CommandException.Usage(string.Join('\n', problems));
    }

    private static NatsOptions FromEnvironment()
    {
        try
        {
            return NatsOptions.FromEnvironment(Environment.GetEnvironmentVariable);
        }
        catch (InvalidDataException refused)
        {
            throw CommandException.Usage(refused.Message);
        }
    }

    private static Option<string?> Flag(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
