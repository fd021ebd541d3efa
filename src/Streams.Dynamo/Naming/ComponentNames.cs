using System.Text;

namespace Streams.Dynamo.Naming;

/// <summary>Whose component a message is of: its subject says it, or the setting of its source, or nobody (D6).</summary>
internal static class ComponentNames
{
    /// <summary>The component of most workers from 0.4.1 on: the name where nothing says another.</summary>
    internal const string Default = "backend";

    /// <summary>The setting that stands for every component.</summary>
    internal const string Any = "*";

    private const string Before = ".component.";
    private const string Behind = ".endpoint.";

    /// <summary>The name that a setting gives to what names none.</summary>
    internal static string Otherwise(string setting) => setting is Any or "" ? Default : setting;

    /// <summary>The component that a subject names; null where it names none.</summary>
    internal static string? Of(string subject)
    {
        var start = subject.IndexOf(Before, StringComparison.Ordinal);
        if (start < 0) return null;
        var rest = subject[(start + Before.Length)..];
        var endpoint = rest.IndexOf(Behind, StringComparison.Ordinal);
        if (endpoint > 0) return Decode(rest[..endpoint]);
        var topic = rest.LastIndexOf('.');
        return topic > 0 ? rest[..topic] : null;
    }

    /// <summary>The reverse of <see cref="DynamoSubjects.Encode"/>; what is no code stands for itself.</summary>
    internal static string Decode(string token)
    {
        if (!token.Contains('%')) return token;
        var bytes = new List<byte>(token.Length);
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] == '%' && i + 2 < token.Length
                && byte.TryParse(token.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
            {
                bytes.Add(code);
                i += 2;
            }
            else bytes.AddRange(Encoding.UTF8.GetBytes(token, i, 1));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
