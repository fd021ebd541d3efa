using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Folders are rooms: each is one step of the journey, and leans only on steps before it.</summary>
public sealed partial class RoomTests
{
    public static TheoryData<string> Assemblies { get; } = [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileName).OfType<string>().Where(IsOurs)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_OfOneAssembly_LeanOnEachOtherInNoCircle(string assembly)
    {
        var leans = ReadRooms(assembly);
        while (leans.FirstOrDefault(room => room.Value.Count == 0).Key is { } free)
        {
            leans.Remove(free);
            foreach (var others in leans.Values) others.Remove(free);
        }

        Assert.True(leans.Count == 0, string.Join('\n', leans.Select(room => $"{room.Key} leans on {string.Join(", ", room.Value)}")));
    }

    [Fact]
    public void Namespaces_AreThePathsOfTheirFolders()
    {
        var src = Path.Combine(Repository.Root, "src");
        foreach (var file in Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories))
        {
            if (Namespace().Match(File.ReadAllText(file)) is { Success: true } found)
            {
                Assert.Equal((file, Path.GetRelativePath(src, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')), (file, found.Groups[1].Value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_AreNamedLikeNoTypeInThem(string assembly)
    {
        using var module = Open(assembly);
        Assert.DoesNotContain(module.Types, type => type.Namespace.Split('.')[^1] == type.Name);
    }

    private static bool IsOurs(string file) =>
        (file.StartsWith("Streams.", StringComparison.Ordinal) || file == "streams.dll") && !file.Contains("Tests", StringComparison.Ordinal);

    private static ModuleDefinition Open(string assembly) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly));

    /// <summary>What each namespace of an assembly uses of its other ones.</summary>
    private static Dictionary<string, HashSet<string>> ReadRooms(string assembly)
    {
        using var module = Open(assembly);
        var leans = module.Types.Where(type => type.Namespace.StartsWith("Streams", StringComparison.Ordinal)).GroupBy(type => type.Namespace)
            .ToDictionary(room => room.Key, room => room.SelectMany(Uses).Select(Room).OfType<string>().ToHashSet());
        foreach (var (room, others) in leans) others.RemoveWhere(other => other == room || !leans.ContainsKey(other));
        return leans;
    }

    private static string? Room(TypeReference type)
    {
        while (type.GetElementType() is { } element && element != type) type = element;
        while (type.DeclaringType is { } outer) type = outer;
        return type.Scope == type.Module ? type.Namespace : null;
    }

    private static IEnumerable<TypeReference> Uses(TypeDefinition type) =>
        new[] { type.BaseType }.Concat(type.Interfaces.Select(i => i.InterfaceType)).Concat(type.Fields.Select(f => f.FieldType))
            .Concat(type.Methods.SelectMany(Uses)).OfType<TypeReference>().SelectMany(Parts).Concat(type.NestedTypes.SelectMany(Uses));

    private static IEnumerable<TypeReference?> Uses(MethodDefinition method) =>
        method.Parameters.Select(p => p.ParameterType).Append(method.ReturnType)
            .Concat(method.HasBody ? method.Body.Variables.Select(v => v.VariableType).Concat(method.Body.Instructions.SelectMany(Uses)) : []);

    private static IEnumerable<TypeReference?> Uses(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type is GenericInstanceType generic ? generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType) : [type];

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
