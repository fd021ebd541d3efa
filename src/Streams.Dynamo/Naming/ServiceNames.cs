using System.Globalization;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Streams.Dynamo.Naming;

/// <summary>The names under which a component's workers register their NATS service, by the three rules that releases have had.</summary>
internal static class ServiceNames
{
    /// <summary>The names of all releases, the oldest first; a fleet of several releases answers to several of them.</summary>
    internal static IReadOnlyList<string> All(string @namespace, string component) =>
        [.. new[] { Of010(@namespace, component), Of020(@namespace, component), Of021(@namespace, component) }.Distinct()];

    /// <summary>0.1.0: a slug with a hash, of the two joined by a bar.</summary>
    internal static string Of010(string @namespace, string component) => UniqueSlug($"{@namespace}|{component}");

    /// <summary>0.1.1 and 0.2.0: a slug with a hash, of the two joined by an underscore.</summary>
    internal static string Of020(string @namespace, string component) => UniqueSlug($"{@namespace}_{component}");

    /// <summary>0.2.1 and later: a slug without a hash, in which hyphens stay.</summary>
    internal static string Of021(string @namespace, string component) => Slug($"{@namespace}_{component}", keepHyphens: true);

    private static string UniqueSlug(string text)
    {
        var digest = new Blake3Digest(256);
        var bytes = Encoding.UTF8.GetBytes(text);
        digest.BlockUpdate(bytes, 0, bytes.Length);
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return $"{Slug(text, keepHyphens: false)}_{Convert.ToHexStringLower(hash)[^8..]}".TrimStart('_');
    }

    private static string Slug(string text, bool keepHyphens)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var rune in text.ToLower(CultureInfo.InvariantCulture).EnumerateRunes())
        {
            var stays = rune.IsAscii && (Rune.IsLetterOrDigit(rune) || (keepHyphens && rune.Value == '-'));
            slug.Append(stays ? (char)rune.Value : '_');
        }

        return slug.ToString().TrimStart('_');
    }
}
