using System.Text.Json.Serialization;

namespace Streams.Discovery.Etcd;

/// <summary>How etcd's JSON gateway writes: numbers of 64 bits are texts, keys and values are in base64.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(EtcdMessages.AuthenticateRequest))]
[JsonSerializable(typeof(EtcdMessages.AuthenticateResponse))]
[JsonSerializable(typeof(EtcdMessages.RangeRequest))]
[JsonSerializable(typeof(EtcdMessages.RangeResponse))]
[JsonSerializable(typeof(EtcdMessages.WatchRequest))]
[JsonSerializable(typeof(EtcdMessages.WatchLine))]
[JsonSerializable(typeof(EtcdMessages.ErrorResponse))]
internal sealed partial class EtcdJson : JsonSerializerContext;
