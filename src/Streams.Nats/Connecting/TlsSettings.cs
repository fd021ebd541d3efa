using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Streams.Nats.Connecting;

/// <summary>How a client authenticates and verifies the server. The files are read again for every connection, so that renewed certificates are used.</summary>
/// <param name="urls">The servers that the user named.</param>
/// <param name="isRequired">Whether a server that does not offer TLS is refused.</param>
/// <param name="authorities">The path of a PEM file with the only certificate authorities to trust; null for the system's.</param>
/// <param name="cert">The path of the client's certificate, or null.</param>
/// <param name="key">The path of its key, or null.</param>
internal sealed class TlsSettings(string urls, bool isRequired, string? authorities, string? cert, string? key)
{
    private readonly Uri[] _seeds = [.. NatsUrls.Parse(urls).OfType<Uri>()];

    internal bool IsRequired => isRequired;

    internal static X509Certificate2Collection ReadAuthorities(string path)
    {
        var read = new X509Certificate2Collection();
        read.ImportFromPemFile(path);
        return read.Count > 0 ? read : throw new CryptographicException("there is no certificate in it");
    }

    internal SslClientAuthenticationOptions For(Uri server)
    {
        var settings = new SslClientAuthenticationOptions { TargetHost = NameOf(server) };
        if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(ReadAuthorities(authorities));
            settings.CertificateChainPolicy = policy;
        }

        if (cert is not null && key is not null)
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(cert);
            settings.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(cert, key), chain, offline: true);
        }

        return settings;
    }

    /// <summary>A server that the cluster announced by address is verified by the host name under which the cluster is known.</summary>
    private string NameOf(Uri server)
    {
        var isKnown = server.HostNameType == UriHostNameType.Dns || _seeds.Any(seed => seed.Host == server.Host);
        return isKnown ? server.Host : Array.Find(_seeds, seed => seed.HostNameType == UriHostNameType.Dns)?.Host ?? server.Host;
    }
}
