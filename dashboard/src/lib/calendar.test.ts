// Buckets must be the server's, also where clocks are moved: else a chart puts numbers beside their days.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dateIn, DAY_MS, dayBegin, endOf, HOUR_MS, type Interval, offsetAt, periodName,
  periodsFrom } from "./calendar.ts";

const iso = (times: readonly number[]) => times.map((time) => new Date(time).toISOString().replace(":00.000Z", ""));
const between = (since: string, until: string, interval: Interval, zone: string) =>
  iso(periodsFrom(Date.parse(since), Date.parse(until), interval, zone));

test("a day of 23 or 25 hours is one bucket (Berlin)", () => {
  assert.deepEqual(between("2026-03-28T12:00Z", "2026-03-30T12:00Z", "day", "Europe/Berlin"),
    ["2026-03-27T23:00", "2026-03-28T23:00", "2026-03-29T22:00"]);
  assert.deepEqual(between("2026-10-24T12:00Z", "2026-10-26T12:00Z", "day", "Europe/Berlin"),
    ["2026-10-23T22:00", "2026-10-24T22:00", "2026-10-25T23:00"]);
  const spring = periodsFrom(Date.parse("2026-03-28T23:00Z"), Date.parse("2026-03-29T22:00Z"), "hour", "Europe/Berlin");
  assert.equal(spring.length, 23);
  assert.equal(periodsFrom(Date.parse("2026-10-24T22:00Z"), Date.parse("2026-10-25T23:00Z"), "hour",
    "Europe/Berlin").length, 25);
});

test("hours begin a quarter to the full hour of UTC in Kathmandu", () => {
  assert.deepEqual(between("2026-05-01T00:00Z", "2026-05-01T02:00Z", "hour", "Asia/Kathmandu"),
    ["2026-04-30T23:15", "2026-05-01T00:15", "2026-05-01T01:15"]);
  assert.equal(dayBegin("2026-05-01", "Asia/Kathmandu"), Date.parse("2026-04-30T18:15Z"));
});

test("an hour ends where clocks are moved by half of one (Lord Howe)", () => {
  // At 02:00 summer time (+11) the clocks go back to 01:30 (+10:30): 01:30 to 02:00 comes twice, as an hour of its own.
  assert.deepEqual(between("2026-04-04T14:00Z", "2026-04-04T17:00Z", "hour", "Australia/Lord_Howe"),
    ["2026-04-04T14:00", "2026-04-04T15:00", "2026-04-04T15:30", "2026-04-04T16:30"]);
  // At 02:00 (+10:30) they go on to 02:30 (+11): the hour from 02:30 has thirty minutes.
  assert.deepEqual(between("2026-10-03T14:30Z", "2026-10-03T17:00Z", "hour", "Australia/Lord_Howe"),
    ["2026-10-03T14:30", "2026-10-03T15:30", "2026-10-03T16:00"]);
});

test("a day whose midnight does not exist begins later (Cairo)", () => {
  assert.equal(dayBegin("2026-04-24", "Africa/Cairo"), Date.parse("2026-04-23T22:00Z"));
  assert.equal(periodName(dayBegin("2026-04-24", "Africa/Cairo"), "hour", "Africa/Cairo"), "24 Apr 2026 01:00");
});

test("the zone that changed sides of the date line had no 30 December 2011 (Apia)", () => {
  assert.deepEqual(between("2011-12-29T12:00Z", "2012-01-01T09:00Z", "day", "Pacific/Apia"),
    ["2011-12-29T10:00", "2011-12-30T10:00", "2011-12-31T10:00"]);
});

test("weeks begin on Monday and months on the first, in the zone", () => {
  assert.deepEqual(between("2026-11-01T00:00Z", "2026-11-10T00:00Z", "week", "UTC"),
    ["2026-10-26T00:00", "2026-11-02T00:00", "2026-11-09T00:00"]);
  assert.deepEqual(between("2026-01-31T23:30Z", "2026-03-01T00:00Z", "month", "Europe/Berlin"),
    ["2026-01-31T23:00", "2026-02-28T23:00"]);
  assert.equal(endOf(Date.parse("2026-02-01"), "month", "UTC"), Date.parse("2026-03-01"));
});

test("fixed offsets and the authors' own clocks need no zone", () => {
  assert.equal(offsetAt(0, "+05:30"), 5.5 * HOUR_MS);
  assert.equal(offsetAt(0, "-03:00"), -3 * HOUR_MS);
  assert.equal(offsetAt(Date.parse("2026-07-01"), "author"), 0);
  assert.equal(dateIn(Date.parse("2026-07-01T20:00Z"), "+05:30"), "2026-07-02");
});

/**
 * The slow way: each quarter of an hour is asked for its local date and hour, and so is the minute after it, since clocks
 * have been moved at 00:01 (St John's until 2011).
 */
function slowPeriods(from: number, until: number, interval: "hour" | "day", zone: string): number[] {
  const found: number[] = [];
  let before = "";
  for (let quarter = from; quarter < until; quarter += 15 * 60_000) {
    for (const time of [quarter, quarter + 60_000]) {
      const offset = offsetAt(time, zone);
      const local = new Date(time + offset).toISOString();
      const name = interval === "hour" ? `${local.slice(0, 13)} ${offset}` : local.slice(0, 10);
      if (name !== before) found.push(time);
      before = name;
    }
  }
  return found;
}

test("agrees with a walk through every quarter of an hour and the minute after it, in any zone and time", () => {
  let seed = Number(process.env["CPSG_TEST_SEED"] ?? 20261127);
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const zones =
    ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "Pacific/Apia",
    "America/Santiago", "UTC"];
  for (let turn = 0; turn < 40; turn += 1) {
    const zone = zones[Math.floor(random() * zones.length)]!;
    const interval = random() < 0.5 ? "hour" : "day";
    const around = Date.UTC(2010, 0, 1) + Math.floor(random() * 16 * 365) * DAY_MS;
    const from = periodsFrom(around, around + 1, "day", zone)[0]!;
    const until = from + (20 + Math.floor(random() * 40)) * DAY_MS;
    const expected = slowPeriods(from, until, interval, zone);
    assert.deepEqual(periodsFrom(from, until, interval, zone), expected,
      `${zone} ${interval} ${new Date(from).toISOString()} seed ${seed}`);
  }
});
