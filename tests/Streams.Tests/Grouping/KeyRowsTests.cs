using CsCheck;
using Streams.Events;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

public sealed class KeyRowsTests
{
    /// <summary>Any keys that come and go: each live one has one row, found by any equal key, and the rows are in the order of the keys.</summary>
    [Fact]
    public void InOrder_AnyKeysThatComeAndGo_IsTheOrderOfTheLivingKeys() =>
        Gen.Select(Gen.Int[0, 700], Gen.Int[0, 2]).Array[1, 3000].Sample(steps =>
        {
            var rows = new KeyRows(1);
            var living = new SortedDictionary<WorkerKey, int>();
            foreach (var (name, act) in steps)
            {
                var key = new WorkerKey($"{name % 7}", $"{name}");
                var row = rows.Find(key);
                if (living.TryGetValue(key, out var known))
                {
                    Assert.Equal(known, row);
                    if (act > 0) continue;
                    rows.Leave(row);
                    living.Remove(key);
                }
                else
                {
                    if (row < 0) row = rows.Add(key);
                    rows.Join(row);
                    living[key] = row;
                }
            }

            Assert.Equal(living.Values, rows.InOrder().ToArray().Where(rows.IsLive));
            Assert.All(living, pair => Assert.Equal(pair.Key, rows.KeyOf(pair.Value)));
        }, iter: 50);
}
