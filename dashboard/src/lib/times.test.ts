import assert from "node:assert/strict";
import test from "node:test";
import { clockText, dayText, isZone, momentText, relative, untilText, zoneName, zoneOf } from "./times.ts";

const now = new Date("2026-11-26T14:00:00Z");

test("Distances have one unit, and become dates after a week", () => {
  const cases: [string, string][] = [
    ["2026-11-26T14:00:00Z", "now"], ["2026-11-26T13:59:20Z", "40 s ago"], ["2026-11-26T13:54:00Z", "6 min ago"],
    ["2026-11-26T14:09:30Z", "in 9 min"], ["2026-11-25T10:00:00Z", "1 d ago"], ["2026-11-19T14:00:01Z", "6 d ago"],
    ["2026-11-19T14:00:00Z", "2026-11-19"],
  ];
  for (const [at, text] of cases) assert.equal(relative(at, now, "UTC"), text);
});

test("What is not known, or no time, is never a time", () => {
  for (const unknown of [null, undefined, "", "soon"]) {
    for (const shown of [relative(unknown, now), dayText(unknown), momentText(unknown), clockText(unknown), untilText(unknown, now)]) {
      assert.equal(shown, "–");
    }
  }
});

test("A day has the length that the zone gives it", () => {
  // The clocks of Berlin go from 02:00 to 03:00, those of Lord Howe by half an hour, those of Kathmandu never.
  assert.equal(momentText("2026-03-29T00:59:00Z", "Europe/Berlin"), "2026-03-29 01:59");
  assert.equal(momentText("2026-03-29T01:00:00Z", "Europe/Berlin"), "2026-03-29 03:00");
  assert.equal(momentText("2026-10-25T00:30:00Z", "Europe/Berlin"), "2026-10-25 02:30");
  assert.equal(momentText("2026-10-25T01:30:00Z", "Europe/Berlin"), "2026-10-25 02:30");
  assert.equal(momentText("2026-04-04T14:59:00Z", "Australia/Lord_Howe"), "2026-04-05 01:59");
  assert.equal(momentText("2026-04-04T15:00:00Z", "Australia/Lord_Howe"), "2026-04-05 01:30");
  assert.equal(momentText("2026-10-03T15:29:00Z", "Australia/Lord_Howe"), "2026-10-04 01:59");
  assert.equal(momentText("2026-10-03T15:30:00Z", "Australia/Lord_Howe"), "2026-10-04 02:30");
  assert.equal(momentText("2026-03-29T18:15:00Z", "Asia/Kathmandu"), "2026-03-30 00:00");
});

test("Midnight is 00:00, never 24:00", () => {
  assert.equal(momentText("2026-11-26T00:00:00Z", "UTC"), "2026-11-26 00:00");
});

test("The authors' own clock is the one that the time shows", () => {
  assert.equal(momentText("2026-11-26T23:30:00-08:00", "author"), "2026-11-26 23:30");
  assert.equal(dayText("2026-11-26T00:10:00+05:45", "author"), "2026-11-26");
  assert.equal(momentText("2026-11-26T23:30:00Z", "author"), "2026-11-26 23:30");
  assert.equal(momentText("2026-11-26T23:30:00-00:00", "author"), "2026-11-26 23:30");
});

test("A date alone is the same day in every zone", () => {
  for (const zone of ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "author"]) assert.equal(dayText("2026-11-26", zone), "2026-11-26");
});

test("Until when, as near as one says it", () => {
  assert.equal(untilText("2026-11-26T14:20:00Z", now, "UTC"), "14:20");
  assert.equal(untilText("2026-11-30T14:20:00Z", now, "UTC"), "Mon 14:20");
  assert.equal(untilText("2026-12-03T14:20:00Z", now, "UTC"), "2026-12-03");
  assert.equal(untilText("2026-11-26T23:30:00Z", now, "Europe/Berlin"), "Fri 00:30");
});

test("A weekday is never that of today a week away", () => {
  for (let hours = 0; hours < 24 * 8; hours += 1) {
    const at = new Date(now.getTime() + hours * 3_600_000);
    const text = untilText(at, now, "UTC");
    if (text.startsWith("Thu")) assert.fail(`${at.toISOString()} is said as ${text}`);
  }
});

test("Zones", () => {
  assert.equal(zoneOf("author"), "author");
  assert.equal(zoneOf("+05:30"), "+05:30");
  assert.equal(zoneOf("Europe/Nowhere"), "UTC");
  assert.equal(zoneOf(""), Intl.DateTimeFormat().resolvedOptions().timeZone);
  assert.equal(zoneName("America/New_York"), "America/New York");
  assert.equal(isZone("nonsense"), false);
});
