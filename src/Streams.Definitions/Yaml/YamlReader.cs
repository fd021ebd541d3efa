using System.Text;
using System.Text.RegularExpressions;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Streams.Definitions.Yaml;

/// <summary>Reads YAML into nodes with their places, in bounded memory: by events, since a stream stops at the first duplicate key.</summary>
internal sealed partial class YamlReader
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 200_000;
    private readonly Parser _parser;
    private readonly Report _report;
    private readonly Dictionary<string, YamlNode> _anchors = [];
    private int _nodes;

    private YamlReader(Report report)
    {
        _report = report;
        _parser = new Parser(new StringReader(report.Text));
    }

    /// <summary>Reads the only document; null, and a mistake, where there is none.</summary>
    public static YamlNode? Read(byte[] content, Report report)
    {
        if (ReadText(content, report) is not { } text) return null;
        report.Text = text;
        return new YamlReader(report).ReadDocument();
    }

    private static string? ReadText(byte[] content, Report report)
    {
        if (content.Length > FileContent.MaxBytes)
        {
            report.Add(default, "the file is longer than 1 MiB", "split it, or leave out what is no pipeline");
            return null;
        }

        ReadOnlySpan<byte> bytes = content;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        var valid = ValidLength(bytes);
        if (valid == bytes.Length) return Encoding.UTF8.GetString(bytes);
        report.Text = Encoding.UTF8.GetString(bytes[..valid]);
        var line = bytes[..valid].Count((byte)'\n') + 1;
        var column = report.Text.Length - report.Text.LastIndexOf('\n');
        report.Add(new Position(line, column), "the text is not UTF-8 from here on", "save the file as UTF-8");
        return null;
    }

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        var valid = 0;
        while (valid < bytes.Length && Rune.DecodeFromUtf8(bytes[valid..], out _, out var length) == System.Buffers.OperationStatus.Done) valid += length;
        return valid;
    }

    private YamlNode? ReadDocument()
    {
        try
        {
            _parser.Consume<StreamStart>();
            if (!_parser.TryConsume<DocumentStart>(out _))
            {
                _report.Add(new Position(1, 1), "the file is empty", "begin with 'pipeline: NAME'");
                return null;
            }

            var root = ReadNode(1);
            _parser.Consume<DocumentEnd>();
            if (_parser.TryConsume<DocumentStart>(out var second))
            {
                _report.Add(Place(second.Start), "a second document begins here", "put one pipeline in a file");
            }

            return root;
        }
        catch (Refusal e)
        {
            _report.Add(Place(e.Start), e.Message, e.Right);
        }
        catch (YamlException e)
        {
            AddSyntaxError(Place(e.Start), e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            AddSyntaxError(Place(_parser.Current?.End ?? Mark.Empty), e.Message);
        }

        return null;
    }

    private YamlNode ReadNode(int depth)
    {
        var start = (ParsingEvent)_parser.Current!;
        if (depth > MaxDepth) throw new Refusal(start.Start, $"the file is nested deeper than {MaxDepth} levels", "flatten it");
        if (++_nodes > MaxNodes)
        {
            throw new Refusal(start.Start, $"the file has more than {MaxNodes} values, aliases followed", "make it smaller, without aliases of aliases");
        }
        var anchor = start is NodeEvent named && !named.Anchor.IsEmpty ? named.Anchor.Value : null;
        var node = start switch
        {
            AnchorAlias alias => Follow(alias, depth),
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadSequence(depth),
            MappingStart => ReadMapping(depth),
            _ => throw new Refusal(start.Start, "this is no value", "write text, a list or a mapping"),
        };
        if (anchor is not null && start is not AnchorAlias) _anchors[anchor] = node;
        return node;
    }

    private YamlNode Follow(AnchorAlias alias, int depth)
    {
        _parser.MoveNext();
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            throw new Refusal(alias.Start, $"unknown alias {Settings.Quote("*" + alias.Value.Value)}",
                $"write {Settings.Quote("&" + alias.Value.Value)} before an earlier value, or quote the text");
        }

        if (depth + node.Height - 1 > MaxDepth)
        {
            throw new Refusal(alias.Start, $"the file is nested deeper than {MaxDepth} levels, aliases followed", "flatten it");
        }
        _nodes += node.Size - 1;
        if (_nodes > MaxNodes)
        {
            throw new Refusal(alias.Start, $"the file has more than {MaxNodes} values, aliases followed", "make it smaller, without aliases of aliases");
        }
        return node;
    }

    private YamlNode.Scalar ReadScalar(Scalar scalar)
    {
        _parser.MoveNext();
        var quotes = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? 1 : 0;
        var first = (int)scalar.Start.Index + quotes;
        var verbatim = scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded)
            && string.CompareOrdinal(_report.Text, first, scalar.Value, 0, scalar.Value.Length) == 0;
        return new YamlNode.Scalar(Place(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain, verbatim ? quotes : null);
    }

    private YamlNode.Sequence ReadSequence(int depth)
    {
        var at = Place(_parser.Consume<SequenceStart>().Start);
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new YamlNode.Sequence(at, items);
    }

    private YamlNode.Mapping ReadMapping(int depth)
    {
        var at = Place(_parser.Consume<MappingStart>().Start);
        var entries = new List<KeyValuePair<YamlNode.Scalar, YamlNode>>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is YamlNode.Scalar name) entries.Add(new(name, value));
            else _report.Add(key.At, $"a key is {key.Noun}", "write a name");
        }

        return new YamlNode.Mapping(at, entries);
    }

    private void AddSyntaxError(Position at, string message)
    {
        var line = _report.Text.Split('\n').ElementAtOrDefault(at.Line - 1) ?? "";
        var bare = BareParameter().Match(line);
        if (bare.Success)
        {
            var name = bare.Groups[1].Value;
            _report.Add(at with { Column = bare.Groups[1].Index + 1 }, $"{name} without quotes inside braces or brackets is not text to YAML",
                $"write \"{name}\" in quotes");
            return;
        }

        _report.Add(at, "this is not YAML", Settings.OneLine(message).TrimEnd('.'));
    }

    private static Position Place(Mark mark) => new(Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

    [GeneratedRegex("""[\{\[,](?:[^"'#]*?[:\s])?(\$\{\w+\})""", RegexOptions.NonBacktracking)]
    private static partial Regex BareParameter();

    private sealed class Refusal(Mark at, string wrong, string right) : YamlException(at, at, wrong)
    {
        public string Right => right;
    }
}
