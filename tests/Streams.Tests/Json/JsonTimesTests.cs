using System.Globalization;
using System.Text;
using CsCheck;
using Streams.Json;

namespace Streams.Tests.Json;

public sealed class JsonTimesTests
{
    [Theory]
    [InlineData("2026-11-24T03:00:00Z", "2026-11-24T03:00:00.0000000")]
    [InlineData("2026-11-24t03:00:00z", "2026-11-24T03:00:00.0000000")]
    [InlineData("2026-11-24 03:00:00Z", "2026-11-24T03:00:00.0000000")]
    [InlineData("2026-11-24T03:00:00.5Z", "2026-11-24T03:00:00.5000000")]
    [InlineData("2026-11-24T03:00:00.123456789Z", "2026-11-24T03:00:00.1234567")]
    [InlineData("2026-11-24T03:00:09.99999999999999Z", "2026-11-24T03:00:09.9999999")]
    [InlineData("2026-11-24T03:00:00+01:00", "2026-11-24T02:00:00.0000000")]
    [InlineData("2026-11-24T03:00:00-05:30", "2026-11-24T08:30:00.0000000")]
    [InlineData("2026-11-24T03:00:00-00:00", "2026-11-24T03:00:00.0000000")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    public void TryRfc3339_Instant_IsRead(string text, string expected) => Assert.Equal(expected, Read(text, null));

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-24")]
    [InlineData("2026-11-24T03:00:00")]
    [InlineData("2026-11-24T03:00Z")]
    [InlineData("2026-11-24T03:00:00.Z")]
    [InlineData("2026-11-24T03:00:00+0100")]
    [InlineData("2026-11-24T03:00:00+01")]
    [InlineData("2026-11-24T03:00:00+24:00")]
    [InlineData("2026-11-24T03:00:00+01:60")]
    [InlineData("2026-11-24T03:00:00ZZ")]
    [InlineData("2026-11-24T24:00:00Z")]
    [InlineData("2026-11-24T03:60:00Z")]
    [InlineData("2026-11-24T03:00:60Z")]
    [InlineData("2026-13-01T03:00:00Z")]
    [InlineData("2026-02-29T03:00:00Z")]
    [InlineData("2026-00-24T03:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("2O26-11-24T03:00:00Z")]
    [InlineData("20261124T030000000000Z")]
    public void TryRfc3339_AnythingElse_IsRefused(string text) => Assert.Null(Read(text, null));

    [Theory]
    [InlineData("0", JsonTimeForm.UnixS, "1970-01-01T00:00:00.0000000")]
    [InlineData("1764000000", JsonTimeForm.UnixS, "2025-11-24T16:00:00.0000000")]
    [InlineData("1764000000.25", JsonTimeForm.UnixS, "2025-11-24T16:00:00.2500000")]
    [InlineData("1.764e9", JsonTimeForm.UnixS, "2025-11-24T16:00:00.0000000")]
    [InlineData("-0.5", JsonTimeForm.UnixS, "1969-12-31T23:59:59.5000000")]
    [InlineData("1764000000123", JsonTimeForm.UnixMs, "2025-11-24T16:00:00.1230000")]
    [InlineData("1764000000123.4", JsonTimeForm.UnixMs, "2025-11-24T16:00:00.1234000")]
    [InlineData("1764000000123456", JsonTimeForm.UnixUs, "2025-11-24T16:00:00.1234560")]
    [InlineData("1764000000123456789", JsonTimeForm.UnixNs, "2025-11-24T16:00:00.1234567")]
    [InlineData("1764000009999999999", JsonTimeForm.UnixNs, "2025-11-24T16:00:09.9999999")]
    [InlineData("-1", JsonTimeForm.UnixNs, "1969-12-31T23:59:59.9999999")]
    [InlineData("253402300799.9999999", JsonTimeForm.UnixS, "9999-12-31T23:59:59.9999999")]
    [InlineData("-62135596800", JsonTimeForm.UnixS, "0001-01-01T00:00:00.0000000")]
    [InlineData("1e-400", JsonTimeForm.UnixS, "1970-01-01T00:00:00.0000000")]
    public void TryUnix_Number_IsRead(string number, JsonTimeForm form, string expected) => Assert.Equal(expected, Read(number, form));

    [Theory]
    [InlineData("253402300800", JsonTimeForm.UnixS)]
    [InlineData("-62135596801", JsonTimeForm.UnixS)]
    [InlineData("1764000000123", JsonTimeForm.UnixS)]
    [InlineData("1e28", JsonTimeForm.UnixMs)]
    [InlineData("1e400", JsonTimeForm.UnixNs)]
    [InlineData("79228162514264337593543950336", JsonTimeForm.UnixNs)]
    [InlineData("253402300800000000000", JsonTimeForm.UnixNs)]
    public void TryUnix_OutsideTheCalendar_IsRefused(string number, JsonTimeForm form) => Assert.Null(Read(number, form));

    [Fact]
    public void Try_AnyInstant_IsTheSameInEachForm() =>
        Gen.Long[0, DateTime.MaxValue.Ticks].Sample(ticks =>
        {
            var sinceEpoch = (Int128)ticks - DateTime.UnixEpoch.Ticks;
            var text = new DateTime(ticks).ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
            Assert.True(JsonTimes.TryRfc3339(Encoding.UTF8.GetBytes(text), out var read));
            Assert.Equal(ticks, read);
            Assert.True(JsonTimes.TryUnix(Encoding.UTF8.GetBytes((sinceEpoch * 100).ToString(CultureInfo.InvariantCulture)), JsonTimeForm.UnixNs, out read));
            Assert.Equal(ticks, read);
            Assert.True(JsonTimes.TryUnix(Encoding.UTF8.GetBytes(((decimal)sinceEpoch / 10_000).ToString(CultureInfo.InvariantCulture)), JsonTimeForm.UnixMs, out read));
            Assert.Equal(ticks, read);
        });

    private static string? Read(string text, JsonTimeForm? form)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var isRead = form is { } unix ? JsonTimes.TryUnix(bytes, unix, out var ticks) : JsonTimes.TryRfc3339(bytes, out ticks);
        return isRead ? new DateTime(ticks).ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) : null;
    }
}
