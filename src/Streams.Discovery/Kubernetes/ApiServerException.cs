using Streams.Discovery.Following;

namespace Streams.Discovery.Kubernetes;

/// <summary>An API server answers with a code that is no success.</summary>
internal sealed class ApiServerException(int code, string message) : StoreException($"it answers {code}: {message}")
{
    internal bool IsTooOld => code == 410;
}
