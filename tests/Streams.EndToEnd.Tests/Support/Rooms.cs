using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Streams.EndToEnd.Tests.Support;

/// <summary>What each folder and assembly of <c>src</c> leans on, as their compiled code tells.</summary>
internal static class Rooms
{
    /// <summary>The file names of our assemblies.</summary>
    internal static IReadOnlyList<string> Assemblies { get; } =
        [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileName).OfType<string>().Where(IsOurs).Order(StringComparer.Ordinal)];

    /// <summary>Each of our assemblies, without its extension, and those of ours that it uses.</summary>
    internal static Dictionary<string, HashSet<string>> OfAssemblies()
    {
        var leans = new Dictionary<string, HashSet<string>>();
        foreach (var assembly in Assemblies)
        {
            using var module = Open(assembly);
            leans[Path.GetFileNameWithoutExtension(assembly)] = [.. module.AssemblyReferences.Select(r => r.Name).Where(name => IsOurs(name + ".dll"))];
        }

        return leans;
    }

    /// <summary>The same without what follows from the rest: A leans on C where it leans on B, which leans on C.</summary>
    internal static IEnumerable<(string From, string To)> Reduced(Dictionary<string, HashSet<string>> leans) =>
        leans.SelectMany(from => from.Value.Where(to => !from.Value.Any(other => other != to && Reaches(leans, other, to))).Select(to => (from.Key, to)));

    private static bool Reaches(Dictionary<string, HashSet<string>> leans, string from, string to) =>
        leans.TryGetValue(from, out var direct) && (direct.Contains(to) || direct.Any(other => Reaches(leans, other, to)));

    private static bool IsOurs(string file) =>
        (file.StartsWith("Streams.", StringComparison.Ordinal) || file == "streams.dll") && !file.Contains("Tests", StringComparison.Ordinal);

    internal static ModuleDefinition Open(string assembly) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly));

    /// <summary>What each namespace of an assembly uses of its other ones.</summary>
    internal static Dictionary<string, HashSet<string>> Of(string assembly)
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
}
