using Microsoft.Net.Http.Headers;

namespace Streams.Prometheus.Tests;

public sealed class PageNegotiationTests
{
    [Theory]
    // Prometheus 2.42.
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", PageFormat.OpenMetrics)]
    // Prometheus 3.
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1", PageFormat.OpenMetrics)]
    // Prometheus 3, told to prefer text.
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.4,application/openmetrics-text;version=1.0.0;q=0.3,*/*;q=0.2", PageFormat.Text)]
    // Prometheus 3, told to prefer protobuf.
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", PageFormat.OpenMetrics)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", PageFormat.Text)]
    [InlineData("", PageFormat.Text)]
    [InlineData("*/*", PageFormat.Text)]
    [InlineData("application/*", PageFormat.Text)]
    [InlineData("text/plain", PageFormat.Text)]
    [InlineData("application/openmetrics-text", PageFormat.OpenMetrics)]
    [InlineData("Application/OpenMetrics-Text; Version=\"1.0.0\"", PageFormat.OpenMetrics)]
    [InlineData("application/openmetrics-text;version=0.0.1", PageFormat.Text)]
    [InlineData("application/openmetrics-text;version=2.0.0", PageFormat.Text)]
    [InlineData("application/openmetrics-text;q=0", PageFormat.Text)]
    [InlineData("application/openmetrics-text;q=0.5,text/plain;q=0.6", PageFormat.Text)]
    [InlineData("application/openmetrics-text;q=0.5,text/plain;q=0.4", PageFormat.OpenMetrics)]
    [InlineData("application/openmetrics-text;q=0.5,text/*;q=0.6", PageFormat.Text)]
    [InlineData("application/openmetrics-text;q=0.5,*/*;q=0.6", PageFormat.Text)]
    [InlineData("text/*;q=0.9,text/plain;q=0.1,application/openmetrics-text;q=0.5", PageFormat.OpenMetrics)]
    [InlineData("image/png", PageFormat.Text)]
    [InlineData("@@@ not a header", PageFormat.Text)]
    public void Choose_AcceptHeader_Format(string accept, PageFormat format)
    {
        MediaTypeHeaderValue.TryParseList([accept], out var ranges);
        Assert.Equal(format, PageNegotiation.Choose(ranges ?? []));
    }
}
