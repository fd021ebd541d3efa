namespace Streams.Nats.Connecting;

/// <summary>Lists of NATS servers as users write them.</summary>
internal static class NatsUrls
{
    /// <summary>Each server of a list, or null where one cannot be read.</summary>
    internal static IEnumerable<Uri?> Parse(string urls) => Split(urls).Select(Read);

    /// <summary>The list in the form that NATS.Net takes, without blanks.</summary>
    internal static string Normalize(string urls) => string.Join(',', Split(urls));

    /// <summary>The list without what precedes an @: users, passwords, tokens.</summary>
    internal static string Redact(string urls) => string.Join(',', Split(urls).Select(RedactOne));

    internal static IEnumerable<string> Problems(string urls)
    {
        if (!Split(urls).Any()) yield return "the NATS URL is empty";
        foreach (var text in Split(urls))
        {
            var url = Read(text);
            if (url is null || url.Host.Length == 0)
            {
                // Without an @ it may be the first part of a password with a comma.
                var shown = text.Contains('@') ? " " + RedactOne(text) : "";
                yield return $"the NATS URL{shown} cannot be read: write nats://host:4222, and %2C for a comma and %40 for an @ in a password";
            }
            else if (url.Scheme is not ("nats" or "tls"))
            {
                yield return $"the NATS URL {RedactOne(text)} must begin with nats:// or tls://";
            }
        }
    }

    private static string[] Split(string urls) => urls.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Uri? Read(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "nats://" + text, UriKind.Absolute, out var url) ? url : null;

    private static string RedactOne(string url)
    {
        // The last @, for a password may hold one that should have been escaped.
        var at = url.LastIndexOf('@');
        if (at < 0) return url;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 || scheme > at ? 0 : scheme + 3;
        return string.Concat(url.AsSpan(0, start), "***", url.AsSpan(at));
    }
}
