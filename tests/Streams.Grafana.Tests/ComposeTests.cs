using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;
using Streams.EndToEnd.Tests.Support;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests;

/// <summary>What can be known of docker-compose.yml and the Dockerfile without a Docker engine.</summary>
public sealed class ComposeTests
{
    /// <summary>The compose specification, as Debian's docker-compose ships it.</summary>
    private const string Specification = "/usr/lib/python3/dist-packages/compose/config/compose_spec.json";
    private static readonly JsonNode Compose = Yaml.Read("docker-compose.yml");

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Services => Compose["services"]!.AsObject();

    [Fact]
    public async Task File_ByTheSpecification_HasNoMistake()
    {
        var schema = await JsonSchema.FromFileAsync(Specification);
        Assert.Empty(schema.Validate(Compose.ToJsonString()));
        var broken = Compose.DeepClone();
        broken["services"]!["grafana"]!["imagine"] = "x";
        Assert.NotEmpty(schema.Validate(broken.ToJsonString()));
    }

    [Theory]
    [InlineData("metrics", "grafana,prometheus")]
    [InlineData("demo", "fleet,grafana,nats,prometheus-demo,streams")]
    public async Task Profile_AsComposeReadsIt_HasItsServices(string profile, string services)
    {
        var said = await Tool.SucceedAsync("docker-compose", "--profile", profile, "config", "--services");
        var ofProfile = Services.Where(s => s.Value!["profiles"]!.AsArray().Any(p => Dashboard.Text(p) == profile)).Select(s => s.Key).Order();
        Assert.Equal(services.Split(','), ofProfile);
        Assert.All(services.Split(','), service => Assert.Contains(service, said));
    }

    [Fact]
    public void HostPaths_Exist()
    {
        var paths = Services.SelectMany(s => (s.Value!["volumes"] as JsonArray ?? []).Select(Dashboard.Text)).Where(v => v.StartsWith("./", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path.Split(':')[0])), path));
        Assert.All(paths, path => Assert.EndsWith(":ro", path));
    }

    [Fact]
    public void Ports_AreOnLoopbackUnlessTold()
    {
        var ports = Services.SelectMany(s => (s.Value!["ports"] as JsonArray ?? []).Select(p => (s.Key, Port: Dashboard.Text(p)))).ToList();
        Assert.All(ports, p => Assert.StartsWith("${STREAMS_BIND:-127.0.0.1}:", p.Port));
        var published = ports.Select(p => (p.Key, Regex.Match(p.Port, @":-(\d+)\}:(\d+)$"))).Select(p => $"{p.Key} {p.Item2.Groups[1]}:{p.Item2.Groups[2]}").Order();
        Assert.Equal(["grafana 3001:3000", "nats 4222:4222", "prometheus 9090:9090", "prometheus-demo 9090:9090", "streams 9091:9091"], published);
    }

    [Fact]
    public void Services_AreHardenedAndPinned() => Assert.All(Services, service =>
    {
        var settings = service.Value!;
        Assert.True(settings["read_only"]!.GetValue<bool>());
        Assert.Equal("ALL", Dashboard.Text(settings["cap_drop"]![0]));
        Assert.Equal("no-new-privileges:true", Dashboard.Text(settings["security_opt"]![0]));
        Assert.All((string[])["mem_limit", "cpus", "pids_limit", "logging", "healthcheck", "restart"], key => Assert.NotNull(settings[key]));
        Assert.Matches(@":v?\d+\.\d+\.\d+(-alpine)?$", Dashboard.Text(settings["image"]));
        Assert.True(settings["build"] is not null || !Dashboard.Text(settings["user"]).StartsWith('0') && settings["user"] is not null, service.Key);
    });

    [Theory]
    [InlineData("prometheus", "host.docker.internal:9091")]
    [InlineData("prometheus-demo", "streams:9091")]
    public async Task Entrypoint_WithTheTargetOfItsProfile_WritesAConfigurationThatIsValid(string service, string target)
    {
        var settings = Compose["services"]![service]!;
        Assert.Equal($"${{STREAMS_TARGET:-{target}}}", Dashboard.Text(settings["environment"]!["STREAMS_TARGET"]));
        var folder = Directory.CreateTempSubdirectory("streams-").FullName;
        var entrypoint = settings["entrypoint"]!.AsArray().Select(Dashboard.Text).ToList();
        var script = entrypoint[2].Replace("$$", "$", StringComparison.Ordinal)
            .Replace("/etc/prometheus.yml", "prometheus.yml", StringComparison.Ordinal)
            .Replace("/tmp/prometheus.yml", folder + "/prometheus.yml", StringComparison.Ordinal)
            .Replace("/bin/prometheus", "echo", StringComparison.Ordinal);
        var (exitCode, said) = await Tool.RunAsync(entrypoint[0], new Dictionary<string, string> { ["STREAMS_TARGET"] = target }, [entrypoint[1], script, entrypoint[3], "--config.file=/tmp/prometheus.yml"]);
        Assert.Equal((0, "--config.file=/tmp/prometheus.yml"), (exitCode, said.Trim()));
        Directory.CreateSymbolicLink(Path.Combine(folder, "grafana"), Path.Combine(Repository.Root, "grafana"));
        Assert.Contains("2 rule files", await Tool.SucceedAsync(Tool.Promtool, "check", "config", folder + "/prometheus.yml"));
        var configuration = Yaml.Parse(await File.ReadAllTextAsync(folder + "/prometheus.yml"));
        Assert.Equal(target, Dashboard.Text(configuration["scrape_configs"]![0]!["static_configs"]![0]!["targets"]![0]));
    }

    [Fact]
    public void Provisioning_NamesTheMountsAndTheDataSourceOfTheDashboards()
    {
        var mounts = Compose["services"]!["grafana"]!["volumes"]!.AsArray().Select(Dashboard.Text).ToList();
        var folder = Dashboard.Text(Yaml.Read("grafana/grafana-dashboard-providers.yml")["providers"]![0]!["options"]!["path"]);
        Assert.All(Dashboard.Files, file => Assert.Contains($"./{file}:{folder}/{Path.GetFileName(file)}:ro", mounts));
        var uid = Dashboard.Text(Yaml.Read("grafana/grafana-datasources.yml")["datasources"]![0]!["uid"]);
        Assert.All(Dashboard.Files.Select(Dashboard.Read), d => Assert.Equal(uid, Dashboard.Text(d.Variables[0]["current"]!["value"])));
    }

    [Fact]
    public void Dockerfile_CopiesWhatExistsAndWhatIsNotIgnored()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));
        var sources = lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')[1..^1]).ToList();
        var admitted = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(l => l.StartsWith('!')).Select(l => l[1..]);
        Assert.Equal(admitted.Order(), sources.Order());
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), source));
        Assert.Contains("USER $APP_UID", lines);
        Assert.Contains(lines, l => l.Contains("--locked-mode", StringComparison.Ordinal));
        Assert.All(lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)), l => Assert.Matches(@":10\.0\.\d+-alpine", l));
    }
}
