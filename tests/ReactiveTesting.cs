using System.Reflection;
using System.Runtime.CompilerServices;

namespace Streams.Tests;

/// <summary>Gives Microsoft.Reactive.Testing 3.1.1 the System.Reactive of this build; see ReactiveTesting.props.</summary>
internal static class ReactiveTesting
{
    [ModuleInitializer]
    internal static void Resolve() =>
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
            new AssemblyName(request.Name).Name!.StartsWith("System.Reactive.", StringComparison.Ordinal)
                ? typeof(System.Reactive.Unit).Assembly
                : null;
}
