namespace Streams.Definitions.Yaml;

/// <summary>A place in a file, line and column from 1; the default is the file as a whole.</summary>
internal readonly record struct Position(int Line, int Column);
