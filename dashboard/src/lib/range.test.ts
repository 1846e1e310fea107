import assert from "node:assert/strict";
import test from "node:test";
import { chosenInterval, isDay, pinnedRange, RANGES, readRange, shiftRange } from "./range.ts";

const now = new Date("2026-11-26T14:00:00Z");
const read = (text: string) => readRange(text, now, "UTC");

test("Named ranges have so many days, of which today is the last, as the API's windows and pictures", () => {
  assert.deepEqual(read("7d"), { since: "2026-11-20", until: undefined, days: 7, label: "7 d" });
  assert.deepEqual(read("90d"), { since: "2026-08-29", until: undefined, days: 90, label: "90 d" });
  assert.deepEqual(read("1y"), { since: "2025-11-27", until: undefined, days: 365, label: "1 y" });
  assert.deepEqual([read("2y").days, read("5y").days], [730, 1_826]);
  assert.deepEqual(read("all"), { since: undefined, until: undefined, days: Infinity, label: "all" });
  for (const name of RANGES.filter((range) => range !== "all")) {
    const { since, days } = read(name);
    assert.equal(read(`${since}..`).days, days, name);
  }
});

test("Dates belong to the range on both sides, in any order", () => {
  const quarter = { since: "2026-01-01", until: "2026-03-31", days: 90, label: "2026-01-01 – 2026-03-31" };
  assert.deepEqual(read("2026-01-01..2026-03-31"), quarter);
  assert.deepEqual(read("2026-03-31..2026-01-01"), quarter);
  assert.equal(read("2026-01-01..").until, "2026-11-26");
});

test("What is no range is the usual one", () => {
  for (const text of ["", "soon", "0d", "9999d", "2026-02-30..2026-03-31", "2026-01-01", "..2026-01-01", "1w"]) {
    assert.deepEqual(read(text), read("1y"), text);
  }
  assert.equal(isDay("2026-02-29"), false);
  assert.equal(isDay("2028-02-29"), true);
});

test("Today is that of the zone, on days of 23 and 25 hours too", () => {
  const since = (at: string, zone: string) => readRange("7d", new Date(at), zone).since;
  assert.equal(since("2026-11-26T23:30:00Z", "UTC"), "2026-11-20");
  assert.equal(since("2026-11-26T23:30:00Z", "Europe/Berlin"), "2026-11-21");
  // The last minute of the day of 23 hours and of that of 25, and the first of the next.
  assert.equal(since("2026-03-29T21:59:00Z", "Europe/Berlin"), "2026-03-23");
  assert.equal(since("2026-03-29T22:00:00Z", "Europe/Berlin"), "2026-03-24");
  assert.equal(since("2026-10-25T22:59:00Z", "Europe/Berlin"), "2026-10-19");
  assert.equal(since("2026-10-25T23:00:00Z", "Europe/Berlin"), "2026-10-20");
  assert.equal(since("2026-04-05T13:29:00Z", "Australia/Lord_Howe"), "2026-03-30");
  assert.equal(since("2026-04-05T13:30:00Z", "Australia/Lord_Howe"), "2026-03-31");
  assert.equal(since("2026-11-26T18:14:00Z", "Asia/Kathmandu"), "2026-11-20");
  assert.equal(since("2026-11-26T18:15:00Z", "Asia/Kathmandu"), "2026-11-21");
});

test("A range is as many days long across a change of the clocks as any other", () => {
  const { since, until, days } = readRange("2026-03-01..2026-04-30", now, "Europe/Berlin");
  assert.deepEqual([since, until, days], ["2026-03-01", "2026-04-30", 61]);
  assert.equal(shiftRange("2026-03-23..2026-03-29", 1, now, "Europe/Berlin"), "2026-03-30..2026-04-05");
});

test("Ranges move by their own length, without a gap and without a day twice, and back to where they were", () => {
  for (const zone of ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "author"]) {
    for (const range of RANGES.filter((name) => name !== "all")) {
      const back = shiftRange(range, -1, now, zone);
      const [before, after] = [readRange(back, now, zone), readRange(range, now, zone)];
      assert.equal(Date.parse(after.since!) - Date.parse(before.until!), 86_400_000, `${range} in ${zone}`);
      assert.equal(shiftRange(back, 1, now, zone), range, `${range} in ${zone}`);
    }
  }
});

test("A range never moves into the future, and all stays all", () => {
  assert.equal(shiftRange("90d", 1, now, "UTC"), "90d");
  assert.equal(shiftRange("all", -1, now, "UTC"), "all");
  assert.equal(shiftRange("2026-11-01..2026-11-20", 1, now, "UTC"), "2026-11-07..2026-11-26");
});

test("A pinned range means the same days, as many of them", () => {
  const pinned = pinnedRange("90d", now, "UTC");
  assert.equal(pinned, "2026-08-29..2026-11-26");
  assert.equal(readRange(pinned, new Date("2027-05-01T00:00:00Z"), "UTC").since, "2026-08-29");
  assert.equal(readRange(pinned, now, "UTC").days, read("90d").days);
  assert.equal(pinnedRange("all", now, "UTC"), "all");
});

test("The interval leaves each bucket 4 pixels and follows the length", () => {
  assert.equal(chosenInterval(14, 1_400), "hour");
  assert.equal(chosenInterval(14, 700), "day");
  assert.equal(chosenInterval(15, 4_000), "day");
  assert.equal(chosenInterval(365, 1_460), "day");
  assert.equal(chosenInterval(365, 800), "week");
  assert.equal(chosenInterval(401, 4_000), "week");
  assert.equal(chosenInterval(6 * 365, 4_000), "week");
  assert.equal(chosenInterval(7 * 365, 4_000), "month");
  assert.equal(chosenInterval(Infinity, 4_000), "month");
  assert.equal(chosenInterval(30, 0), "month");
});
