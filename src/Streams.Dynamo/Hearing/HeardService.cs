using System.Globalization;
using System.Text.Json;
using Streams.Dynamo.Naming;
using Streams.Dynamo.Registry;

namespace Streams.Dynamo.Hearing;

/// <summary>Workers that answer <c>$SRV.STATS</c> under one name: what they say, until it is known whose name it is.</summary>
internal sealed class HeardService(string name)
{
    /// <summary>Components whose names have capitals, which a service's name does not keep, and the most usual ones.</summary>
    private static readonly string[] Usual =
        [ComponentNames.Default, "prefill", "VllmWorker", "VllmPrefillWorker", "PrefillWorker", "TensorRTLLMWorker", "SGLangWorker", "SGLangDecodeWorker",
            "mocker"];

    private readonly Dictionary<string, HeardWorker> _workers = [];

    internal string Name { get; } = name;

    /// <summary>Whether it ends in a hash of names, which cannot be read back.</summary>
    private bool IsHashed => Name.LastIndexOf('_') is var bar && Name.Length - bar == 9 && Name.AsSpan(bar + 1).IndexOfAnyExcept("0123456789abcdef") < 0;

    /// <summary>Takes an endpoint of an answer.</summary>
    internal void Take(JsonElement endpoint)
    {
        if (RecordValue.Text(endpoint, "subject") is not { } subject || !subject.StartsWith(Name + ".", StringComparison.Ordinal)) return;
        var hasNumbers = endpoint.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object;
        var last = subject[(Name.Length + 1)..];
        var dash = last.LastIndexOf('-');
        if (dash < 0 && !hasNumbers) return;
        ulong id = 0;
        if (dash >= 0 && !ulong.TryParse(last.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id)) return;
        var key = id.ToString(CultureInfo.InvariantCulture);
        if (!_workers.TryGetValue(key, out var worker)) _workers.Add(key, worker = new HeardWorker());
        var served = dash < 0 ? last : last[..dash];
        worker.Endpoints.Add(served);
        if (hasNumbers) worker.AnswersOn = served;
        worker.Note(ReleaseEvidence.OfStatistics(endpoint));
    }

    /// <summary>Gives its workers to the namespace that its name is of; where that is none of the known, to one that it makes up of the name.</summary>
    internal void GiveTo(IReadOnlyDictionary<string, HeardNamespace> known, Func<string, HeardNamespace> of)
    {
        if (_workers.Count == 0) return;
        var underscore = Name.IndexOf('_');
        string[] spaces = [.. known.Keys.OrderByDescending(k => k.Length), NamespacePattern.Default, underscore > 0 ? Name[..underscore] : Name];
        var (space, component) = spaces.SelectMany(s => Components(s).Select(c => (s, c))).FirstOrDefault(p => ReleaseEvidence.Of(Name, p.s, p.c) != 0);
        var owner = of(space ?? spaces[^1]);
        foreach (var (id, worker) in _workers)
        {
            if (owner.Worker(id) is not { } there) return;
            there.Component ??= component ?? Name;
            there.AnswersOn = worker.AnswersOn;
            there.Endpoints.UnionWith(worker.Endpoints);
            there.Note(worker.Releases);
            if (worker.AnswersOn is null) there.Note(ReleaseEvidence.WithoutNumbers);
            there.Note(component is not null ? ReleaseEvidence.Of(Name, space!, component) : IsHashed ? ReleaseEvidence.Hashed : Releases.All);
        }
    }

    private IEnumerable<string> Components(string space)
    {
        var slug = ServiceNames.Of021(space, "");
        return !IsHashed && Name.StartsWith(slug, StringComparison.Ordinal) && Name.Length > slug.Length ? [.. Usual, Name[slug.Length..]] : Usual;
    }
}
