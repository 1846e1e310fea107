// Axes have three to five round numbers, and dates of the zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_MS } from "./calendar.ts";
import { ageFrame, frameOf } from "./series.ts";
import { brokenBounds, logTicks, mayBreak, placeOf, roundTicks, tickText, tickTexts, timeTicks } from "./ticks.ts";

test("chooses round ticks", () => {
  assert.deepEqual(roundTicks(0, 41, "commits"), [0, 10, 20, 30, 40]);
  assert.deepEqual(roundTicks(0, 57, "commits"), [0, 20, 40]);
  assert.deepEqual(roundTicks(0, 1, "commits"), [0, 1]);
  assert.deepEqual(roundTicks(0, 11_879, "stars"), [0, 5_000, 10_000]);
  assert.deepEqual(roundTicks(0, 4 * 86_400, "seconds"), [0, 86_400, 172_800, 259_200, 345_600]);
  assert.deepEqual(roundTicks(99, 101, ""), [99, 99.5, 100, 100.5, 101]);
});

test("never has more than five, and three where whole numbers allow it, whatever the range", () => {
  let seed = Number(process.env["CPSG_TEST_SEED"] ?? 20261127);
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  for (let turn = 0; turn < 2_000; turn += 1) {
    const unit = ["commits", "seconds", ""][Math.floor(random() * 3)]!;
    const high = 10 ** (random() * 8);
    const low = random() < 0.5 ? 0 : high * random() * 0.9;
    const ticks = roundTicks(low, high, unit);
    assert.ok(ticks.length <= 5, `${low} ${high} ${unit}: ${ticks}`);
    if (high - low >= 4 && unit !== "seconds") assert.ok(ticks.length >= 2,
      `${low} ${high} ${unit}: ${ticks} seed ${seed}`);
    for (const tick of ticks) assert.ok(tick >= low - 1e-6 && tick <= high * (1 + 1e-9));
  }
});

test("steps by multiples on a logarithmic scale", () => {
  assert.deepEqual(logTicks(1, 12_000, "commits"), [1, 10, 100, 1_000, 10_000]);
  assert.deepEqual(logTicks(3, 40, "commits"), [5, 10, 20]);
  assert.deepEqual(logTicks(47, 5_500, "stars"), [50, 200, 1_000, 5_000]);
  assert.deepEqual(logTicks(60, 40 * 86_400, "seconds").length <= 5, true);
});

test("breaks an axis only where values differ by less than a quarter", () => {
  assert.equal(mayBreak(9_000, 10_000), true);
  assert.equal(mayBreak(7_000, 10_000), false);
  assert.equal(mayBreak(0, 0), false);
  const [low, high] = brokenBounds(5_300, 5_900);
  assert.ok(low > 5_000 && low < 5_300 && high > 5_900);
  assert.equal(tickText(0.5, ""), "0.5");
  assert.equal(tickText(86_400, "seconds"), "1 d");
});

test("tells ticks apart that are near each other in a large number", () => {
  assert.deepEqual(tickTexts([1_740, 1_760, 1_780, 1_800], "stars"), ["1,740", "1,760", "1,780", "1,800"]);
  assert.deepEqual(tickTexts([0, 20_000, 40_000], "stars"), ["0", "20k", "40k"]);
});

test("puts dates where they are in the zone, and a month within its week", () => {
  const frame = frameOf("week", "Europe/Berlin", Date.parse("2026-09-07"), Date.parse("2026-11-27"));
  const ticks = timeTicks(frame, 4);
  assert.deepEqual(ticks.map(({ text }) => text), ["Oct 2026", "Nov"]);
  // 1 October is the Thursday of its week: three sevenths from the left edge of the bucket.
  assert.ok(Math.abs(ticks[0]!.at - (3 + 3 / 7)) < 0.01, String(ticks[0]!.at));
  assert.equal(placeOf(frame, frame.start[2]!), 2);
});

test("names days at midnight of the zone also on the day of 23 hours", () => {
  const frame = frameOf("hour", "Europe/Berlin", Date.parse("2026-03-28T00:00Z"), Date.parse("2026-03-31T00:00Z"));
  const ticks = timeTicks(frame, 4);
  assert.deepEqual(ticks.map(({ text }) => text), ["29 Mar 2026", "30 Mar", "31 Mar"]);
  assert.equal(ticks[1]!.at - ticks[0]!.at, 23);
});

test("counts ages from the first commit", () => {
  const years = timeTicks(ageFrame("month", 2_190 * DAY_MS), 18).map(({ text }) => text);
  assert.deepEqual(years, ["0", "1 y", "2 y", "3 y", "4 y", "5 y", "6 y"]);
  assert.deepEqual(timeTicks(ageFrame("week", 700 * DAY_MS), 6).map(({ text }) => text),
    ["0", "6 mo", "12 mo", "18 mo"]);
});

test("where two dates have room, a year has two", () => {
  const frame = frameOf("week", "Europe/Berlin", Date.parse("2025-11-28"), Date.parse("2026-11-28"));
  assert.deepEqual(timeTicks(frame, 2).map(({ text }) => text), ["2026", "Jul"]);
});

test("of a day by hours the date has the year, not an hour", () => {
  const frame = frameOf("hour", "UTC", Date.parse("2026-11-26T23:00Z"), Date.parse("2026-11-27T22:00Z"));
  assert.deepEqual(timeTicks(frame, 2).map(({ text }) => text), ["27 Nov 2026", "12:00"]);
});
