using Nerdbank.MessagePack;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads the parts of Dynamo's MessagePack; false means that the bytes are not MessagePack.</summary>
internal static class PackFields
{
    /// <summary>Reads what an envelope holds: a map of <paramref name="names"/>, which begin with the worker, the rank and then numbers.</summary>
    /// <param name="inside">The map.</param>
    /// <param name="names">The names that it may have; others are skipped.</param>
    /// <param name="numbers">How many names after the first two are numbers; what follows those is skipped.</param>
    /// <param name="firstValue">The position of the first of the numbers in the report.</param>
    /// <param name="report">What is read.</param>
    internal static bool TryReport(ReadOnlySpan<byte> inside, FieldNames names, int numbers, int firstValue, ref WorkerReport report)
    {
        var pack = new PackReader(inside);
        if (!pack.TryMap(out var pairs)) return false;
        for (var guess = 0; pairs > 0; pairs--)
        {
            if (!TryName(ref pack, names, ref guess, out var name)) return false;
            var number = name - 2;
            var isRead = name switch
            {
                0 => TryKey(ref pack, ref report, ref report.Worker, Hole.Worker),
                1 => TryKey(ref pack, ref report, ref report.Rank, Hole.Rank),
                _ when number >= 0 && number < numbers => TryNumber(ref pack, ref report, firstValue + number),
                _ => pack.TrySkip(report.Lesson),
            };
            if (!isRead) return false;
        }

        return pack.AtEnd;
    }

    /// <summary>Reads the next key of a map: its position among <paramref name="names"/>, or -1.</summary>
    internal static bool TryName(ref PackReader pack, FieldNames names, ref int guess, out int name)
    {
        name = -1;
        if (pack.Next != MessagePackType.String) return pack.TrySkip();
        if (!pack.TryText(out var text)) return false;
        name = names.Find(text, ref guess);
        return true;
    }

    /// <summary>Reads a number; nil counts as absent, anything else as not a number.</summary>
    internal static bool TryNumber(ref PackReader pack, ref WorkerReport report, int field)
    {
        report.Lesson?.NoteLeft(pack.Left, Hole.Number, field);
        if (pack.Next is MessagePackType.Integer or MessagePackType.Float)
        {
            if (!pack.TryNumber(out var value)) return false;
            report.Set(field, value);
            return true;
        }

        if (pack.Next != MessagePackType.Nil) report.Note(EventReason.NotANumber);
        return pack.TrySkip();
    }

    /// <summary>Reads a key: an integer or decimal text; nil counts as absent, anything else as a bad key.</summary>
    internal static bool TryKey(ref PackReader pack, ref WorkerReport report, ref KeyNumber? key, Hole hole)
    {
        report.Lesson?.NoteLeft(pack.Left, hole);
        var number = default(KeyNumber);
        var named = false;
        switch (pack.Next)
        {
            case MessagePackType.Integer:
                if (!pack.TryInteger(out number)) return false;
                named = true;
                break;
            case MessagePackType.String:
                if (!pack.TryText(out var text)) return false;
                named = KeyNumber.TryParse(text, out number);
                break;
            case MessagePackType.Nil:
                key = null;
                return pack.TryNil();
            default:
                if (!pack.TrySkip()) return false;
                break;
        }

        key = named ? number : null;
        if (!named) report.Note(EventReason.BadKey);
        return true;
    }
}
