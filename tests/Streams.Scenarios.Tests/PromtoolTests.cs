using System.Diagnostics;
using Streams.Scenarios.Promtool;
using Streams.Scenarios.Running;
using Streams.Scenarios.Tests.Support;

namespace Streams.Scenarios.Tests;

/// <summary>Alert rules are tested by the real promtool on what the pipeline really shows.</summary>
public sealed class PromtoolTests
{
    private const string Rules = """
        groups:
          - name: fleet
            rules:
              - alert: WorkerHot
                expr: latest > 40
                for: 30s
                labels: { severity: page }
              - alert: WorkerGone
                expr: absent(latest{worker="2"})
        """;

    [Theory]
    [InlineData("worker: \"1\"", 0)]
    [InlineData("worker: \"2\"", 1)]
    public async Task File_WithRules_PassesInPromtoolIfTheAlertsAreRight(string worker, int exitCode)
    {
        using var files = new Files();
        files.Write("rules.yml", Rules);
        var scenario = Assert.Single(files.Set(Files.Scenario(
            "given:",
            "  - { source: arrivals, every: 5s, until: 2m, event: { worker: 1, a: 50 } }",
            "  - { source: arrivals, every: 5s, until: 30s, event: { worker: 2, a: 10 } }",
            "expect: { 2m: { 'latest{worker=\"1\"}': 50 } }",
            "promtool:",
            "  rule_files: [rules.yml]",
            "  interval: 10s",
            "  labels: { job: streams }",
            "  alert_rule_test:",
            "    - { eval_time: 20s, alertname: WorkerHot, exp_alerts: [] }",
            "    - eval_time: 1m",
            "      alertname: WorkerHot",
            $"      exp_alerts: [{{ exp_labels: {{ severity: page, job: streams, {worker} }} }}]",
            "    - { eval_time: 30s, alertname: WorkerGone, exp_alerts: [] }",
            "    - eval_time: 1m",
            "      alertname: WorkerGone",
            "      exp_alerts: [{ exp_labels: { worker: '2' } }]")).Scenarios);
        var file = new PromtoolFile(scenario);
        Assert.True(ScenarioRunner.Run(scenario, 0, file).HasPassed);
        var (code, said) = await PromtoolAsync("test", "rules", files.Write("test.yaml", file.ToString()));
        Assert.True(code == exitCode, said + "\n" + file);
        if (exitCode != 0) Assert.Contains("WorkerHot", said);
    }

    [Fact]
    public void File_Series_HasGapsAndStaleMarks()
    {
        using var files = new Files();
        var scenario = Assert.Single(files.Set(Files.Scenario(
            "given: [{ source: arrivals, at: 20s, every: 5s, until: 30s, event: { worker: 1, a: 50 } }, { source: arrivals, at: 1m, event: { worker: 2, a: 0.1 } }]",
            "never: [latest > 50]")).Scenarios);
        var file = new PromtoolFile(scenario);
        ScenarioRunner.Run(scenario, 0, file);
        var text = file.ToString();
        Assert.Contains("- series: 'latest{worker=\"1\"}'\n        values: '_ _ 50 stale _'", text);
        Assert.Contains("- series: 'latest{worker=\"2\"}'\n        values: '_ _ _ _ 0.1'", text);
        Assert.Contains("- series: 'mean'\n        values: '_ _ 50 stale 0.1'", text);
    }

    private static async Task<(int Code, string Said)> PromtoolAsync(params string[] args)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var errors = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, await output + errors);
    }
}
