using System.Buffers.Text;
using System.Text;
using NATS.NKeys;

namespace Streams.Nats.Tests.Support;

/// <summary>An operator with one account, as <c>nsc</c> makes them: the server's configuration, and credentials files of users.</summary>
internal sealed class TestOperator : IDisposable
{
    private const string NoLimits = "\"subs\":-1,\"data\":-1,\"payload\":-1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-creds-");
    private readonly KeyPair _operator = KeyPair.CreatePair(PrefixByte.Operator);
    private readonly KeyPair _account = KeyPair.CreatePair(PrefixByte.Account);

    internal string Configuration => $$"""
        operator: {{Token(_operator, _operator, "operator", "")}}
        resolver: MEMORY
        resolver_preload: { {{_account.GetPublicKey()}}: {{Token(_operator, _account, "account", $$""" "limits":{{{NoLimits}},"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1},""")}} }
        """;

    /// <summary>The path of a file with the credentials of a new user of the account.</summary>
    internal string Creds()
    {
        var user = KeyPair.CreatePair(PrefixByte.User);
        var path = Path.Combine(_folder.FullName, Guid.NewGuid() + ".creds");
        File.WriteAllText(path, $"""
            -----BEGIN NATS USER JWT-----
            {Token(_account, user, "user", $" \"pub\":{{}},\"sub\":{{}},{NoLimits},")}
            ------END NATS USER JWT------

            -----BEGIN USER NKEY SEED-----
            {user.GetSeed()}
            ------END USER NKEY SEED------
            """);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>What <paramref name="issuer"/> says of <paramref name="subject"/>, signed: a JWT in the second version of NATS.</summary>
    private static string Token(KeyPair issuer, KeyPair subject, string type, string claims)
    {
        var content = $$"""{"jti":"{{Guid.NewGuid():N}}","iat":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}},"iss":"{{issuer.GetPublicKey()}}","name":"test","sub":"{{subject.GetPublicKey()}}","nats":{"type":"{{type}}",{{claims}}"version":2} }""";
        var signed = Encode("""{"typ":"JWT","alg":"ed25519-nkey"}"""u8) + "." + Encode(Encoding.UTF8.GetBytes(content));
        var signature = new byte[64];
        issuer.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return signed + "." + Encode(signature);
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
