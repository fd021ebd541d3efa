using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Streams.Discovery.Following;

namespace Streams.Discovery.Etcd;

/// <summary>One etcd server, by its JSON gateway.</summary>
internal sealed class EtcdGateway : IDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(15);
    private static readonly byte[] First = [.. "v1/"u8];
    private static readonly byte[] End = [.. "v10"u8];

    private readonly EtcdOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    internal EtcdGateway(EtcdOptions options, Uri server, TimeProvider time)
    {
        (_options, _time) = (options, time);
        var handler = new SocketsHttpHandler
        {
            SslOptions = Secured(options),
            ConnectCallback = KeptAlive.ConnectAsync,
            UseProxy = false,
            AllowAutoRedirect = false,
        };
        _http = new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Gets a token, where there is a user.</summary>
    internal async Task LogInAsync(CancellationToken stop)
    {
        if (_options is not { User: { } user, Password: { } password }) return;
        var answer = await AskAsync(
            "/v3/auth/authenticate",
            new EtcdMessages.AuthenticateRequest(user, password),
            EtcdJson.Default.AuthenticateRequest,
            EtcdJson.Default.AuthenticateResponse,
            stop).ConfigureAwait(false);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", answer.Token);
    }

    /// <summary>All records.</summary>
    internal Task<EtcdMessages.RangeResponse> ListAsync(CancellationToken stop) =>
        AskAsync("/v3/kv/range", new EtcdMessages.RangeRequest(First, End), EtcdJson.Default.RangeRequest, EtcdJson.Default.RangeResponse, stop);

    /// <summary>What happens from a revision on; ends without an error when the watch's time is over, or the server ends it.</summary>
    internal async IAsyncEnumerable<EtcdMessages.WatchResponse> WatchAsync(long revision, [EnumeratorCancellation] CancellationToken stop)
    {
        using var over = new CancellationTokenSource(LongestWatch, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        var request = new EtcdMessages.WatchRequest(new EtcdMessages.WatchCreateRequest(First, End, revision));
        using var answer = await PostAsync("/v3/watch", request, EtcdJson.Default.WatchRequest, stop).ConfigureAwait(false);
        var stream = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using var lines = LineReader.ReadAsync(stream, either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync().ConfigureAwait(false))
        {
            var line = JsonSerializer.Deserialize(lines.Current.Span, EtcdJson.Default.WatchLine);
            yield return line?.Result ?? throw new StoreException("it says of the watch: " + (line?.Error?.Message ?? "nothing"));
        }

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await lines.MoveNextAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    private static SslClientAuthenticationOptions Secured(EtcdOptions options)
    {
        try
        {
            var secured = new SslClientAuthenticationOptions();
            if (options is { Cert: { } cert, Key: { } key }) secured.ClientCertificates = [X509Certificate2.CreateFromPemFile(cert, key)];
            if (options.Ca is not { } ca) return secured;
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            secured.CertificateChainPolicy = trust;
            trust.CustomTrustStore.AddRange(EtcdOptions.ReadAuthorities(ca));
            return secured;
        }
        catch (CryptographicException e)
        {
            throw new StoreException("its certificates cannot be used: " + e.Message);
        }
    }

    private async Task<TAnswer> AskAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> asked, JsonTypeInfo<TAnswer> answered, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(LongestAnswer, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using var answer = await PostAsync(path, request, asked, either.Token).ConfigureAwait(false);
        return await answer.Content.ReadFromJsonAsync(answered, either.Token).ConfigureAwait(false) ?? throw new StoreException("its answer is empty");
    }

    private async Task<HttpResponseMessage> PostAsync<TRequest>(string path, TRequest request, JsonTypeInfo<TRequest> asked, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(LongestAnswer, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(request, asked) };
        var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new StoreException($"it answers {(int)answer.StatusCode}: {await SaidAsync(answer, either.Token).ConfigureAwait(false)}");
    }

    private static async Task<string> SaidAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json") return answer.ReasonPhrase ?? "";
        return (await answer.Content.ReadFromJsonAsync(EtcdJson.Default.ErrorResponse, stop).ConfigureAwait(false))?.Message ?? "";
    }
}
