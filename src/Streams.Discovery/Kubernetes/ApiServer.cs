using System.Runtime.CompilerServices;
using System.Text.Json;
using Streams.Discovery.Following;

namespace Streams.Discovery.Kubernetes;

/// <summary>A cluster's API server, asked for Dynamo's resources.</summary>
internal sealed class ApiServer : IDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    /// <summary>What is asked for, and how long a silent server is believed: a little longer.</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(35);

    private readonly k8s.Kubernetes _client;
    private readonly TimeProvider _time;

    internal ApiServer(KubernetesOptions options, TimeProvider time)
    {
        var configuration = options.ToConfiguration();
        DefaultNamespace = configuration.Namespace is { Length: > 0 } given ? given : "default";
        _client = new k8s.Kubernetes(configuration);
        _time = time;
    }

    /// <summary>The namespace of the context or the pod.</summary>
    internal string DefaultNamespace { get; }

    public void Dispose() => _client.Dispose();

    /// <summary>All resources of a namespace, as the server writes them.</summary>
    internal async Task<byte[]> ListAsync(string space, string query, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(LongestAnswer, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using var answer = await GetAsync(space, query, either.Token).ConfigureAwait(false);
        return await answer.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
    }

    /// <summary>The lines of a watch from a version on; ends without an error when the watch's time is over, or the server ends it.</summary>
    internal async IAsyncEnumerable<ReadOnlyMemory<byte>> WatchAsync(string space, string version, [EnumeratorCancellation] CancellationToken stop)
    {
        using var over = new CancellationTokenSource(LongestSilence, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        var query = $"?watch=1&allowWatchBookmarks=true&timeoutSeconds={LongestWatch.TotalSeconds}&resourceVersion={Uri.EscapeDataString(version)}";
        using var answer = await GetAsync(space, query, either.Token).ConfigureAwait(false);
        var stream = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await foreach (var line in LineReader.ReadAsync(stream, either.Token).ConfigureAwait(false)) yield return line;
    }

    private async Task<HttpResponseMessage> GetAsync(string space, string query, CancellationToken stop)
    {
        var path = $"apis/nvidia.com/v1alpha1/namespaces/{Uri.EscapeDataString(space)}/dynamoworkermetadatas{query}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_client.BaseUri, path));
        if (_client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, stop).ConfigureAwait(false);
        var answer = await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer)
        {
            var said = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            throw new ApiServerException((int)answer.StatusCode, Said(said) ?? answer.ReasonPhrase ?? "");
        }
    }

    private static string? Said(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var status = new WorkerResource();
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject) status.Read(ref reader);
            return status.Message;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
