namespace Streams.Tests.Json;

internal static partial class JsonSuite
{
    internal static IEnumerable<JsonCase> Rejected => [.. Lists, .. Numbers, .. Objects, .. Texts, .. Structures];

    private static JsonCase[] Lists =>
    [
        Text("one without a comma", "[1 true]"), Raw("a letter and no UTF-8", "[a\u00e5]"), Text("a colon for a comma", "[\"\": 1]"), Text("a comma after a list", "[\"\"],"),
        Text("a comma and a number", "[,1]"), Text("two commas", "[1,,2]"), Text("two commas after a text", "[\"x\",,]"), Text("a bracket too many", "[\"x\"]]"),
        Text("a comma at the end", "[\"\",]"), Text("a list that does not end", "[\"x\""), Text("a list in a list without comma", "[3[4]]"), Raw("no UTF-8 in a list", "[\u00ff]"),
        Text("only x", "[x"), Text("only a comma", "[,]"), Text("only a minus", "[-]"), Text("a space and a comma", "[   , \"\"]"),
        Text("line breaks and no end", "[\"a\",\n4\n,1,"), Text("a number and a comma", "[1,]"), Text("a number and two commas", "[1,,]"), Text("a vertical tab", "[\"\u000ba\"\\f]"),
        Text("a star", "[*]"), Text("a text that does not end", "[\"\""), Text("a number and no end", "[1,"), Text("an open list over lines", "[1,\n1\n,1"), Text("an object in a list that does not end", "[{}"),
        Text("an incomplete false", "[fals]"), Text("an incomplete null", "[nul]"), Text("an incomplete true", "[tru]"), Text("a zero byte", "123\0"),
    ];

    private static JsonCase[] Numbers =>
    [
        Text("two signs", "[++1234]"), Text("plus one", "[+1]"), Text("plus infinity", "[+Inf]"), Text("minus zero one", "[-01]"), Text("minus one point zero point", "[-1.0.]"), Text("minus two point", "[-2.]"),
        Text("minus NaN", "[-NaN]"), Text("a point and minus one", "[.-1]"), Text("a point and an exponent", "[.2e-3]"), Text("zero point one point two", "[0.1.2]"), Text("zero point three e plus", "[0.3e+]"),
        Text("zero point three e", "[0.3e]"), Text("zero point e one", "[0.e1]"), Text("zero capital e plus", "[0E+]"), Text("zero capital e", "[0E]"), Text("zero e plus", "[0e+]"), Text("zero e", "[0e]"),
        Text("one point zero e plus", "[1.0e+]"), Text("one point zero e minus", "[1.0e-]"), Text("one point zero e", "[1.0e]"), Text("a space in a number", "[1 000.0]"), Text("one e e two", "[1eE2]"),
        Text("two point e plus three", "[2.e+3]"), Text("two point e minus three", "[2.e-3]"), Text("two point e three", "[2.e3]"), Text("nine point e plus", "[9.e+]"), Text("Inf", "[Inf]"), Text("NaN", "[NaN]"),
        Text("a wide one", "[\uff11]"), Text("an expression", "[1+2]"), Text("a hexadecimal number", "[0x42]"), Text("one hexadecimal digit", "[0x1]"), Text("Infinity", "[Infinity]"), Text("minus Infinity", "[-Infinity]"),
        Text("an exponent and a bracket", "[0e+-1]"), Raw("no UTF-8 after a digit", "[1\u00e5]"), Raw("no UTF-8 in an exponent", "[1e1\u00e5]"), Raw("no UTF-8 after zero", "[0\u00e5]\n"), Text("minus and a letter", "[-123.123foo]"),
        Text("minus space one", "[- 1]"), Text("minus zero twelve", "[-012]"), Text("minus point", "[-.123]"), Text("minus one x", "[-1x]"), Text("a real number that begins with its point", "[.123]"), Text("one point", "[1.]"),
        Text("a letter in a fraction", "[1.8011670033376514H-308]"), Text("a letter in a number", "[1.2a-3]"), Text("a leading zero", "[012]"), Text("two zeros", "[00]"), Text("a digit of another script", "[\u0967]"), Text("an open minus", "-"),
    ];

    private static JsonCase[] Objects =>
    [
        Text("a list for an object", "[\"x\", truth]"), Text("a name in brackets", "{[: \"x\"}\n"), Text("a comma for a colon", "{\"x\", null}"), Text("two colons", "{\"x\"::\"b\"}"), Text("a flag", "{🇨🇭}"), Text("two members without comma", "{\"a\":\"a\" 123}"),
        Text("a key without quotes", "{key: 'value'}"), Raw("a continuation byte and a comma", "{\"\u00b9\":\"0\",}"), Text("no colon", "{\"a\" b}"), Text("no key", "{:\"b\"}"), Text("no value", "{\"a\":"), Text("no colon and no value", "{\"a\""),
        Text("a number as a name", "{1:1}"), Text("a large number as a name", "{9999E9999:1}"), Text("null as a name", "{null:null,null:null}"), Text("commas at the end", "{\"id\":0,,,,,}"), Text("single quotes", "{'a':0}"), Text("a comma at the end of an object", "{\"id\":0,}"),
        Text("a comment at the end", "{\"a\":\"b\"}/**/"), Text("an open comment at the end", "{\"a\":\"b\"}/**//"), Text("a line comment", "{\"a\":\"b\"}//"), Text("a slash", "{\"a\":\"b\"}/"), Text("two commas in a row", "{\"a\":\"b\",,\"c\":\"d\"}"),
        Text("a name without quotes", "{a: \"b\"}"), Text("an open text in an object", "{\"a\":\"a"), Text("a value alone", "{ \"foo\" : \"bar\", \"a\" }"), Text("something after the end", "{\"a\":\"b\"}#"),
    ];

    private static JsonCase[] Texts =>
    [
        Text("a lone accent", "é"), Text("a space between texts", " \""), Text("a surrogate and an open escape", "[\"\\uD800\\\"]"), Text("a surrogate and u", "[\"\\uD800\\u\"]"), Text("a surrogate and u1", "[\"\\uD800\\u1\"]"), Text("a surrogate and u1x", "[\"\\uD800\\u1x\"]"),
        Text("an accent without quotes", "[é]"), Text("an escaped zero byte", "[\"\\\0\"]"), Text("an escaped x", "[\"\\x00\"]"), Text("an escape of three", "[\"\\\\\\\"]"), Text("an escaped tab", "[\"\\\t\"]"), Text("an escaped emoji", "[\"\\🌀\"]"), Text("an open escape", "[\"\\\"]"),
        Text("an escape of too few digits", "[\"\\u00A\"]"), Text("an escape of an incomplete surrogate", "[\"\\uD834\\uDd\"]"), Text("a surrogate's escape without its end", "[\"\\uD800\\uD800\\x\"]"), Raw("no UTF-8 in an escape", "[\"\\u\u00e5\"]"), Text("an escape that is none", "[\"\\a\"]"),
        Text("an escape of no hexadecimal digits", "[\"\\uqqqq\"]"), Raw("no UTF-8 after a backslash", "[\"\\\u00e5\"]"), Text("a text before a list", "[\\u0020\"asd\"]"), Text("letters without quotes", "[\\n]"), Text("one quote", "\""), Text("single quotes around a text", "['single quote']"),
        Text("a letter alone", "abc"), Text("a text that begins with an escape and has no end", "[\"\\"), Text("a control character in a text", "[\"a\u0000a\"]"), Text("a line break in a text", "[\"new\nline\"]"), Text("a tab in a text", "[\"\t\"]"), Text("a capital escape", "\"\\UA66D\""), Text("something after a text", "\"\"x"),
    ];

    private static JsonCase[] Structures =>
    [
        Text("100,000 open lists", Times("[", 100_000)), Text("50,000 open lists of objects", Times("[{\"\":", 50_000)), Text("an angle bracket", "<.>"), Text("angle brackets for a list", "[<null>]"), Text("a letter after a list", "[1]x"), Text("a bracket after a list", "[1]]"),
        Text("an ASCII word", "asd"), Text("a capital letter in true", "[True]"), Text("a number that is closed twice", "1]"), Text("a brace for a bracket", "{\"x\": true,"), Text("two lists", "[][]"), Text("a closing bracket", "]"), Raw("half a byte order mark", "\u00ef\u00bb{}"),
        Raw("no UTF-8 alone", "\u00e5"), Text("an open bracket", "["), Text("nothing", ""), Text("a zero byte in a list", "[\0]"), Text("a number and a letter", "2@"), Text("a brace too many", "{}}"), Text("an open name", "{\"\":"), Text("a comment in an object", "{\"a\":/*comment*/\"b\"}"),
        Text("an open object", "{"), Text("an object and a list", "{]"), Text("an open object and a comma", "{,"), Text("an open object and a bracket", "{["), Text("an open object and a quote", "{\"a"), Text("an open object and an apostrophe", "{'a'"), Text("an open list and an apostrophe", "['"),
        Text("an open list and a comma", "[,"), Text("an open list and an object", "[{"), Text("an open list and a quote", "[\"a"), Text("everything open", "[\"\\{[\"\\{[\"\\{[\"\\{"), Text("a number and a list", "[1,[2]"), Text("an open list after a number", "[1"), Text("an incomplete false alone", "fals"),
        Text("an incomplete true alone", "tru"), Text("an incomplete null alone", "nul"), Text("a list of an object that does not end", "[{\"a\": \"b\"}"), Text("a form feed", "[\u000c]"), Text("a word joiner", "[\u2060]"), Text("a byte order mark and nothing", "\uFEFF"), Text("two values", "1 2"),
        Text("space alone", " "), Text("a byte order mark inside", "[\uFEFF]"), Text("a no-break space", "[\u00a0]"), Text("two objects", "{\"a\":true}{\"a\":true}"), Text("a comma after an object", "{\"a\":true},"), Text("text after a list", "[\"a\"] x"), Text("a zero byte after an object", "{}\0"), Text("a zero byte alone", "\0"),
        Text("a capital null", "[NULL]"), Text("a list that is closed by a brace", "[1}"), Text("an object that is closed by a bracket", "{\"a\":1]"), Text("a dollar sign", "$"), Text("a text and a colon", "\"a\":1"),
    ];
}
