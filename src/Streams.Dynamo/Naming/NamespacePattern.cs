namespace Streams.Dynamo.Naming;

/// <summary>Which namespaces a setting means: one by its name, all whose names begin so (<c>prod-llama*</c>), or all (<c>*</c>).</summary>
/// <remarks>Workers' namespaces change at every rolling update, by their end.</remarks>
internal sealed class NamespacePattern(string setting)
{
    private readonly string _prefix = setting.TrimEnd('*');

    /// <summary>The namespace of most fleets: the name where none is needed but one must be given.</summary>
    internal const string Default = "dynamo";

    /// <summary>Whether it means more than one by its form.</summary>
    internal bool IsPattern { get; } = setting.EndsWith('*');

    /// <summary>The namespace for what can be asked by a name alone.</summary>
    internal string Name => IsPattern ? _prefix.Length == 0 ? Default : _prefix : setting;

    /// <summary>Whether it means a namespace.</summary>
    internal bool Takes(string name) => IsPattern ? name.StartsWith(_prefix, StringComparison.Ordinal) : name == setting;
}
