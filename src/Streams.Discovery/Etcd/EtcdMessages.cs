namespace Streams.Discovery.Etcd;

/// <summary>What etcd's JSON gateway says and hears.</summary>
internal static class EtcdMessages
{
    internal sealed record AuthenticateRequest(string Name, string Password);

    internal sealed record AuthenticateResponse(string? Token);

    internal sealed record RangeRequest(byte[] Key, byte[] RangeEnd);

    internal sealed record RangeResponse(Header? Header, KeyValue[]? Kvs);

    internal sealed record WatchRequest(WatchCreateRequest CreateRequest);

    internal sealed record WatchCreateRequest(byte[] Key, byte[] RangeEnd, long StartRevision);

    internal sealed record WatchLine(WatchResponse? Result, ErrorResponse? Error);

    internal sealed record WatchResponse(Header? Header, bool Canceled, long CompactRevision, string? CancelReason, WatchEvent[]? Events);

    internal sealed record WatchEvent(string? Type, KeyValue? Kv);

    internal sealed record KeyValue(byte[]? Key, byte[]? Value, long Lease);

    internal sealed record Header(long Revision);

    internal sealed record ErrorResponse(string? Message);
}
