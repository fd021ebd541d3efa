using Streams.Discovery.Following;

namespace Streams.Discovery.Kubernetes;

/// <summary>An API server answers with a code that is no success.</summary>
internal sealed class ApiServerException(int code, string message) : StoreException($"it answers {code}: {message}")
{
    /// <summary>Whether it says no for good, rather than that it cannot answer now.</summary>
    internal bool IsVerdict => code is >= 400 and < 500 and not 429;

    internal bool IsTooOld => code == 410;
}
