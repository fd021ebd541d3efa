using Streams.Discovery.Kubernetes;

namespace Streams.Discovery.Tests.Kubernetes;

public sealed class WorkerIdsTests
{
    [Theory]
    [InlineData("engine-0", 2880292181332523)]
    [InlineData("engine-1", 8151874397317887)]
    [InlineData("engine-0-decode-0", 0x19d37743b8739b)]
    public void Of_AResourcesName_IsTheIdThatDynamoGaveIt(string name, long id) => Assert.Equal(id.ToString(), WorkerIds.Of(name));
}
