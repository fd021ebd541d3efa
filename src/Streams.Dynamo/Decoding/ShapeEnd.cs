namespace Streams.Dynamo.Decoding;

/// <summary>What is known of a message once its shape is.</summary>
/// <param name="Structure">What the decoder that taught it said of it.</param>
/// <param name="IsOneLineJson">Whether every byte of it is accounted for as one value of JSON on one line.</param>
internal readonly record struct ShapeEnd(ulong Structure, bool IsOneLineJson);
