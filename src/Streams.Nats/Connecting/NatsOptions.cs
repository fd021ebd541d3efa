using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;

namespace Streams.Nats.Connecting;

/// <summary>How to reach NATS, in the words that NATS users know. Immutable; <see cref="Validate"/> says what is wrong with it.</summary>
public sealed record NatsOptions
{
    /// <summary>
    /// The servers, separated by commas: <c>nats://host:4222</c>, or <c>tls://</c> to require TLS. User and password, or a token, may stand
    /// before an <c>@</c>. Default <c>nats://localhost:4222</c>.
    /// </summary>
    public string Url { get; init; } = "nats://localhost:4222";

    /// <summary>The path of a credentials file (JWT and seed). Default none.</summary>
    public string? Creds { get; init; }

    /// <summary>The path of a file with an NKey seed. Default none.</summary>
    public string? NKey { get; init; }

    /// <summary>The seed of an NKey, a secret, in place of <see cref="NKey"/>. Default none.</summary>
    public string? NKeySeed { get; init; }

    /// <summary>The user name; needs <see cref="Password"/>. Default none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password, a secret. Default none.</summary>
    public string? Password { get; init; }

    /// <summary>The path of a file with the password, in place of <see cref="Password"/>. Default none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The token, a secret. Default none.</summary>
    public string? Token { get; init; }

    /// <summary>The path of a file with the token, in place of <see cref="Token"/>. Default none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The path of a PEM file with the only certificate authorities to trust; requires TLS. Default: the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>The path of the client's certificate (PEM); needs <see cref="Key"/> and requires TLS. Default none.</summary>
    public string? Cert { get; init; }

    /// <summary>The path of the private key of <see cref="Cert"/> (PEM, not encrypted). Default none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether TLS comes before the server's greeting, as with the server's <c>handshake_first</c>; requires TLS. Default false.</summary>
    public bool TlsFirst { get; init; }

    /// <summary>
    /// How long messages may gather under load before they are read; longer costs less processor time and delays metrics. 0 reads at once;
    /// at most 1 s. Default 10 ms.
    /// </summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Whether messages go from the connection to the sources directly; false sends them through NATS.Net, which gives the same numbers at
    /// a higher cost. Default true.
    /// </summary>
    public bool FastPath { get; init; } = true;

    /// <summary>How often the server is pinged; after two unanswered pings it counts as lost. Default 5 s, which notices a dead peer within 15 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The URL as logs may show it: without user, password and token.</summary>
    public string Redacted => NatsUrls.Redact(Url);

    /// <summary>How NATS.Net logs in with these options; files are read anew for every connection.</summary>
    public NatsAuthOpts ToAuthOpts() => new()
    {
        CredsFile = Creds,
        AuthCredCallback = NKeyFile.Reader(NKey, NKeySeed) ?? SecretFile.Reader(User, PasswordFile, TokenFile),
        Username = PasswordFile is null ? User : null,
        Password = Password,
        Token = Token,
    };

    /// <summary>How NATS.Net secures a connection by itself with these options.</summary>
    public NatsTlsOpts ToTlsOpts() => new()
    {
        CaFile = Ca,
        CertFile = Cert,
        KeyFile = Key,
        Mode = TlsFirst ? TlsMode.Implicit : NeedsTls ? TlsMode.Require : TlsMode.Auto,
    };

    internal bool NeedsTls => TlsFirst || Ca is not null || Cert is not null || NatsUrls.Parse(Url).Any(u => u?.Scheme == "tls");

    /// <summary>
    /// Reads <c>NATS_URL NATS_CREDS NATS_NKEY NATS_USER NATS_PASSWORD NATS_TOKEN NATS_CA NATS_CERT NATS_KEY NATS_TLS_FIRST
    /// NATS_FAST_PATH</c>, and <c>NATS_URL_FILE NATS_PASSWORD_FILE NATS_TOKEN_FILE</c>, which name files; an empty variable counts as absent. Where the
    /// server is not named there, <c>NATS_SERVER</c> does, and where none of these logs in, <c>NATS_AUTH_USERNAME NATS_AUTH_PASSWORD NATS_AUTH_TOKEN
    /// NATS_AUTH_NKEY NATS_AUTH_CREDENTIALS_FILE</c>, as processes of Dynamo read them.
    /// </summary>
    /// <param name="variable">Gives the value of an environment variable, for example <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    /// <exception cref="InvalidDataException">NATS_URL_FILE names a file without a line of text, or that cannot be read.</exception>
    public static NatsOptions FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string[] logins = ["NATS_CREDS", "NATS_NKEY", "NATS_USER", "NATS_PASSWORD", "NATS_PASSWORD_FILE", "NATS_TOKEN", "NATS_TOKEN_FILE"];
        var isDynamos = !logins.Any(name => Get(name) is not null);
        return new NatsOptions
        {
            Url = Get("NATS_URL") ?? SecretFile.Named("NATS_URL_FILE", Get("NATS_URL_FILE")) ?? Get("NATS_SERVER") ?? new NatsOptions().Url,
            Creds = Login("NATS_CREDS", "NATS_AUTH_CREDENTIALS_FILE"),
            NKey = Get("NATS_NKEY"),
            NKeySeed = isDynamos ? Get("NATS_AUTH_NKEY") : null,
            User = Login("NATS_USER", "NATS_AUTH_USERNAME"),
            Password = Login("NATS_PASSWORD", "NATS_AUTH_PASSWORD"),
            PasswordFile = Get("NATS_PASSWORD_FILE"),
            Token = Login("NATS_TOKEN", "NATS_AUTH_TOKEN"),
            TokenFile = Get("NATS_TOKEN_FILE"),
            Ca = Get("NATS_CA"),
            Cert = Get("NATS_CERT"),
            Key = Get("NATS_KEY"),
            TlsFirst = Get("NATS_TLS_FIRST") is not (null or "0" or "false"),
            FastPath = Get("NATS_FAST_PATH") is not ("0" or "false"),
        };

        string? Login(string name, string dynamos) => isDynamos ? Get(dynamos) : Get(name);
        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Whether the environment names a server.</summary>
    internal static bool IsNamed(Func<string, string?> variable) =>
        ((string[])["NATS_URL", "NATS_URL_FILE", "NATS_SERVER"]).Any(name => !string.IsNullOrEmpty(variable(name)));

    /// <summary>Every problem, each a sentence for the user and without secrets; empty if there is none. Opens the files that are named.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        problems.AddRange(NatsUrls.Problems(Url));
        if (Password is not null && PasswordFile is not null) problems.Add("NATS_PASSWORD and NATS_PASSWORD_FILE are both given: leave one out");
        if (Token is not null && TokenFile is not null) problems.Add("NATS_TOKEN and NATS_TOKEN_FILE are both given: leave one out");
        if (User is null != (Password ?? PasswordFile) is null) problems.Add("NATS_USER and NATS_PASSWORD belong together: one is missing");
        if (Cert is null != Key is null) problems.Add("NATS_CERT and NATS_KEY belong together: one is missing");
        string?[] ways = [Creds, NKey ?? NKeySeed, User, Token ?? TokenFile, Url.Contains('@') ? "url" : null];
        if (ways.Count(way => way is not null) > 1)
        {
            problems.Add("more than one way to log in: give one of NATS_CREDS, NATS_NKEY, NATS_USER, NATS_TOKEN, or a user in the URL");
        }

        CheckFile("NATS_CREDS", Creds, path => _ = File.ReadAllText(path));
        CheckFile("NATS_NKEY", NKey, path => _ = NKeyFile.ReadSeed(path));
        if (NKeySeed is not null && !NKeyFile.IsSeed(NKeySeed)) problems.Add("NATS_AUTH_NKEY is no seed of a user: it begins with SU");
        CheckFile("NATS_PASSWORD_FILE", PasswordFile, path => _ = SecretFile.Read(path));
        CheckFile("NATS_TOKEN_FILE", TokenFile, path => _ = SecretFile.Read(path));
        CheckFile("NATS_CA", Ca, path => _ = TlsSettings.ReadAuthorities(path));
        if (Cert is not null && Key is not null) CheckFile("NATS_CERT", Cert, path => X509Certificate2.CreateFromPemFile(path, Key).Dispose());
        if (Gather < TimeSpan.Zero || Gather > TimeSpan.FromSeconds(1)) problems.Add("the gather time must be between 0 and 1 s");
        if (PingInterval <= TimeSpan.Zero) problems.Add("the ping interval must be longer than 0");
        return problems;

        void CheckFile(string name, string? path, Action<string> read)
        {
            if (path is null) return;
            try
            {
                read(path);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                problems.Add($"{name}: {path} cannot be used: {e.Message}");
            }
        }
    }

    /// <summary>The servers alone: what else an option holds may be secret.</summary>
    public override string ToString() => Redacted;
}
