using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Streams.Nats.Connecting;

/// <summary>How a client proves itself and checks the server. The files are read anew for every connection, so that renewed ones count.</summary>
internal sealed class TlsSettings(NatsOptions options)
{
    private readonly Uri[] _seeds = [.. NatsUrls.Parse(options.Url).OfType<Uri>()];

    /// <summary>Whether a server that does not offer TLS is refused.</summary>
    internal bool IsRequired { get; } = options.NeedsTls;

    internal static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate in it");
    }

    internal SslClientAuthenticationOptions For(Uri server)
    {
        var settings = new SslClientAuthenticationOptions { TargetHost = NameOf(server) };
        if (options.Ca is { } ca)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(ReadAuthorities(ca));
            settings.CertificateChainPolicy = policy;
        }

        if (options is { Cert: { } cert, Key: { } key })
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(cert);
            settings.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(cert, key), chain, offline: true);
        }

        return settings;
    }

    /// <summary>A server that the cluster named by its address proves itself with the name under which the cluster is known.</summary>
    private string NameOf(Uri server)
    {
        var isKnown = server.HostNameType == UriHostNameType.Dns || _seeds.Any(seed => seed.Host == server.Host);
        return isKnown ? server.Host : Array.Find(_seeds, seed => seed.HostNameType == UriHostNameType.Dns)?.Host ?? server.Host;
    }
}
