using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Streams.Discovery.Etcd;

/// <summary>How to reach etcd, in Dynamo's words. Immutable; <see cref="Validate"/> says what is wrong with it.</summary>
public sealed record EtcdOptions
{
    /// <summary>
    /// The servers, separated by commas. One without a scheme is <c>https</c> where an authority or a certificate is given.
    /// Default <c>http://localhost:2379</c>.
    /// </summary>
    public string Endpoints { get; init; } = "http://localhost:2379";

    /// <summary>The user name; needs <see cref="Password"/>. Default none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password, a secret. Default none.</summary>
    public string? Password { get; init; }

    /// <summary>The path of a PEM file with the only certificate authorities to trust. Default: the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>The path of the client's certificate (PEM); needs <see cref="Key"/>. Default none.</summary>
    public string? Cert { get; init; }

    /// <summary>The path of the private key of <see cref="Cert"/> (PEM, not encrypted). Default none.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Reads <c>ETCD_ENDPOINTS ETCD_AUTH_USERNAME ETCD_AUTH_PASSWORD ETCD_AUTH_CA ETCD_AUTH_CLIENT_CERT ETCD_AUTH_CLIENT_KEY</c>; an empty variable
    /// counts as absent.
    /// </summary>
    /// <param name="variable">Gives the value of an environment variable, for example <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    public static EtcdOptions FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new EtcdOptions
        {
            Endpoints = Get("ETCD_ENDPOINTS") ?? new EtcdOptions().Endpoints,
            User = Get("ETCD_AUTH_USERNAME"),
            Password = Get("ETCD_AUTH_PASSWORD"),
            Ca = Get("ETCD_AUTH_CA"),
            Cert = Get("ETCD_AUTH_CLIENT_CERT"),
            Key = Get("ETCD_AUTH_CLIENT_KEY"),
        };

        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Every problem, each a sentence for the user and without secrets; empty if there is none. Opens the files that are named.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        string[] given = Given();
        if (given.Length == 0) problems.Add("ETCD_ENDPOINTS names no server");
        var wrong = given.Where(text => ToUri(text) is null).Select(Redact);
        problems.AddRange(wrong.Select(text => $"ETCD_ENDPOINTS: {text} is not an address: http://HOST:PORT or https://HOST:PORT"));
        if (User is null != Password is null) problems.Add("ETCD_AUTH_USERNAME and ETCD_AUTH_PASSWORD belong together: one is missing");
        if (Cert is null != Key is null) problems.Add("ETCD_AUTH_CLIENT_CERT and ETCD_AUTH_CLIENT_KEY belong together: one is missing");
        CheckFile("ETCD_AUTH_CA", Ca, path => _ = ReadAuthorities(path));
        if (Cert is not null && Key is not null) CheckFile("ETCD_AUTH_CLIENT_CERT", Cert, path => X509Certificate2.CreateFromPemFile(path, Key).Dispose());
        return problems;

        void CheckFile(string name, string? path, Action<string> read)
        {
            if (path is null) return;
            try
            {
                read(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                problems.Add($"{name}: {path} cannot be used: {e.Message}");
            }
        }
    }

    /// <summary>The servers alone: what else an option holds may be secret.</summary>
    public override string ToString() => string.Join(", ", Given().Select(Redact));

    internal static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    }

    internal Uri[] ToUris() => [.. Given().Select(ToUri).OfType<Uri>()];

    private static string Redact(string text) => text.LastIndexOf('@') is var at and >= 0 ? text[(at + 1)..] : text;

    private string[] Given() => Endpoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private Uri? ToUri(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : (Ca is null && Cert is null ? "http://" : "https://") + text;
        return Uri.TryCreate(whole, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { Host.Length: > 0, UserInfo: "" } ? uri : null;
    }
}
