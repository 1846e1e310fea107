// Protects the days under which commits are listed and asked for: a wrong first moment of a day loses its commits.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addDays,
  clockUnderDay,
  dayHeading,
  dayMap,
  dayOf,
  daysAsked,
  daysBetween,
  ownClock,
  rangeEnd,
} from "./days.ts";

test("a moment lies in the day of the zone", () => {
  assert.equal(dayOf("2026-11-23T00:30:00+02:00", "UTC"), "2026-11-22");
  assert.equal(dayOf("2026-11-22T18:20:00Z", "Asia/Kathmandu"), "2026-11-23");
  assert.equal(dayOf("1970-01-01T00:00:00Z", "UTC"), "1970-01-01");
  assert.equal(dayOf(null, "UTC"), undefined);
  assert.equal(dayOf("soon", "UTC"), undefined);
});

test("a range of days is asked for with the zone whose days they are", () => {
  const since = "2026-03-29";
  assert.deepEqual(daysAsked({ since, until: since }, "Europe/Berlin"), { since, until: since, tz: "Europe/Berlin" });
  assert.deepEqual(daysAsked({ since, until: undefined }, "author"), { since, tz: "UTC" });
  assert.deepEqual(daysAsked({ since: undefined, until: undefined }, "UTC"), {});
});

test("a range ends with its last day, also where the clocks are moved on it, and never later than now", () => {
  const end = (until: string | undefined, now: string) =>
    new Date(rangeEnd(until, Date.parse(now), "Europe/Berlin")).toISOString();
  assert.equal(end("2026-03-29", "2026-11-27T12:00:00Z"), "2026-03-29T22:00:00.000Z", "23 hours");
  assert.equal(end("2026-10-25", "2026-11-27T12:00:00Z"), "2026-10-25T23:00:00.000Z", "25 hours");
  assert.equal(end("2026-11-27", "2026-11-27T12:00:00Z"), "2026-11-27T12:00:00.000Z");
  assert.equal(end(undefined, "2026-11-27T12:00:00Z"), "2026-11-27T12:00:00.000Z");
});

test("the author's own clock is shown as it was, with the day only where it is another one", () => {
  assert.deepEqual(ownClock("2026-11-23T02:13:20-03:30"), { day: "2026-11-23", time: "02:13", offset: "\u221203:30" });
  assert.equal(ownClock("2026-11-23T02:13:20Z")?.offset, "+00:00");
  assert.equal(clockUnderDay("2026-11-23T02:13:20+02:00", "2026-11-23"), "02:13 +02:00");
  assert.equal(clockUnderDay("2026-11-22T21:10:00-03:00", "2026-11-23"), "2026-11-22 21:10 \u221203:00");
  assert.equal(clockUnderDay(null, "2026-11-23"), "–");
});

test("headings name the weekday and the days nearest to now", () => {
  assert.equal(dayHeading("2026-11-23", "2026-11-27"), "Mon 2026-11-23");
  assert.equal(dayHeading("2026-11-27", "2026-11-27"), "Today, Fri 2026-11-27");
  assert.equal(dayHeading("2026-11-26", "2026-11-27"), "Yesterday, Thu 2026-11-26");
});

test("the map has every commit in a bar of the day, and bars that follow one another", () => {
  const seed = Number(process.env["CPSG_TEST_SEED"] ?? 1);
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 50; round += 1) {
    const days: { day: string; count: number }[] = [];
    let day = "2020-01-01";
    for (let index = 0; index < 1 + random() * 300; index += 1) {
      days.push({ day, count: 1 + Math.floor(random() * 20) });
      day = addDays(day, 1 + Math.floor(random() * 5));
    }
    const most = 1 + Math.floor(random() * 100);
    const { bars, outside } = dayMap(days, most);
    assert.ok(bars.length <= most);
    assert.equal(outside, 0);
    bars.forEach((bar, index) => {
      const slow = days.filter((one) => one.day >= bar.from && one.day <= bar.to);
      assert.equal(
        bar.count,
        slow.reduce((total, one) => total + one.count, 0),
        `seed ${seed}`,
      );
      if (index > 0) assert.equal(bar.from, addDays(bars[index - 1]!.to, 1));
    });
    assert.equal(bars[0]?.from, days[0]?.day);
    assert.equal(bars.at(-1)?.to, days.at(-1)?.day);
  }
});

test("clocks that were wrong by decades don't squeeze the map, and are counted", () => {
  const real = Array.from({ length: 40 }, (_, index) => ({ day: addDays("2025-01-01", index * 7), count: 2 }));
  const { bars, outside } = dayMap([{ day: "1970-01-01", count: 3 }, ...real, { day: "2100-01-01", count: 1 }], 60);
  assert.equal(outside, 4);
  assert.equal(bars[0]?.from, "2025-01-01");
  assert.equal(daysBetween("2025-01-01", "2025-01-31"), 30);
  assert.deepEqual(dayMap([], 60), { bars: [], outside: 0 });
  // A short history with a pause is no wrong clock.
  assert.equal(
    dayMap(
      [
        { day: "2026-01-01", count: 1 },
        ...real.map(({ count }, index) => ({ day: addDays("2026-09-01", index), count })),
      ],
      60,
    ).outside,
    0,
  );
});
