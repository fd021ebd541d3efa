using Microsoft.Playwright;
using Streams.LivePage.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Streams.LivePage.Tests;

/// <summary>The live page of a fleet that stands still, as a picture, beside the one that was looked at and kept.</summary>
/// <remarks>
/// Pictures are taken at half their size, so that they stay small, and compared as blocks of 16 by 16 pixels of the page: fonts and smoothing differ from
/// machine to machine, the place and colour of things do not.
/// </remarks>
public sealed class ScreenshotTests(Chromium chromium)
{
    /// <summary>How far the mean of a block may be from that of the kept one, of 255.</summary>
    private const int Near = 32;

    /// <summary>The share of blocks that may be further.</summary>
    private const double Few = 0.03;

    private const string Compare = """
        async ([kept, now, near]) => {
          const blocks = async source => {
            const image = new Image();
            image.src = 'data:image/png;base64,' + source;
            await image.decode();
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [Math.ceil(image.width / 8), Math.ceil(image.height / 8)];
            const context = canvas.getContext('2d');
            context.imageSmoothingQuality = 'high';
            context.drawImage(image, 0, 0, canvas.width, canvas.height);
            return { width: canvas.width, height: canvas.height, data: context.getImageData(0, 0, canvas.width, canvas.height).data };
          };
          const [a, b] = [await blocks(kept), await blocks(now)];
          if (a.width !== b.width || a.height !== b.height) return 1;
          let far = 0;
          for (let i = 0; i < a.data.length; i += 4) if ([0, 1, 2].some(c => Math.abs(a.data[i + c] - b.data[i + c]) > near)) far++;
          return far / (a.data.length / 4);
        }
        """;

    private static string Folder => Path.Combine(StreamsProgram.Root, "tests", "Streams.LivePage.Tests", "Screenshots");

    public static TheoryData<int, int, ColorScheme> Cases =>
        [.. from workers in (int[])[8, 100, 1000] from width in (int[])[1280, 390] from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark] select new TheoryDataRow<int, int, ColorScheme>(workers, width, scheme)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Page_OfAFleetThatStandsStill_LooksAsItWasKept(int workers, int width, ColorScheme scheme)
    {
        await using var fleet = await FrozenFleet.StartAsync(workers);
        await using var open = await chromium.OpenAsync(fleet.Url, scheme, width, width > 1000 ? 1280 : 1600, scale: 0.5f);
        await Expect(open.Page.Locator("body")).ToHaveAttributeAsync("data-history", "shown");
        await Expect(open.Page.Locator("#shown")).ToContainTextAsync("listed");
        var name = $"{workers}-{width}-{scheme.ToString().ToLowerInvariant()}.png";
        var now = await open.Page.ScreenshotAsync();
        var made = Path.Combine(AppContext.BaseDirectory, name);
        await File.WriteAllBytesAsync(made, now, TestContext.Current.CancellationToken);
        var kept = Path.Combine(Folder, name);
        Assert.True(File.Exists(kept), $"look at {made}, and keep it as {kept}");
        var far = await FarAsync(Convert.ToBase64String(await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken)), Convert.ToBase64String(now));
        Assert.True(far <= Few, $"{far:P1} of it look different: compare {made} with {kept}, and copy it there if it is right");
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Compare_APictureOfAnotherFleet_IsFar()
    {
        var pictures = await Task.WhenAll(((string[])["8-1280-light.png", "100-1280-light.png", "8-1280-dark.png"]).Select(file => File.ReadAllBytesAsync(Path.Combine(Folder, file))));
        var texts = pictures.Select(Convert.ToBase64String).ToArray();
        Assert.Equal(0, await FarAsync(texts[0], texts[0]));
        Assert.InRange(await FarAsync(texts[0], texts[1]), Few, 1);
        Assert.InRange(await FarAsync(texts[0], texts[2]), 0.5, 1);
    }

    private async Task<double> FarAsync(string kept, string now)
    {
        await using var blank = await chromium.OpenAsync("about:blank");
        return await blank.Page.EvaluateAsync<double>(Compare, new object[] { kept, now, Near });
    }
}
