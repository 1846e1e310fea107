// Protects what "since you last looked" means: the visit before this one, whatever the clock of the machine does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comparedWords, dayAsked, daysToAsk, firstOfLast, visitOf, windowSince } from "./since.ts";

const at = (text: string) => new Date(`2026-11-${text}:00Z`);

test("the first visit has nothing before it", () => {
  assert.deepEqual(visitOf({}, at("23T09:14")), { since: undefined, seen: "2026-11-23T09:14:00.000Z" });
});

test("a visit begins where the one before ended, and keeps that while it goes on", () => {
  const first = visitOf({}, at("23T09:14"));
  const second = visitOf(first, at("26T08:00"));
  assert.equal(second.since, "2026-11-23T09:14:00.000Z");
  const later = visitOf(second, at("26T08:25"));
  assert.equal(later.since, "2026-11-23T09:14:00.000Z");
  assert.equal(visitOf(later, at("26T09:00")).since, "2026-11-26T08:25:00.000Z");
});

test("what was kept may be broken, long ago, or of a clock that was ahead", () => {
  assert.equal(visitOf({ seen: "yesterday" }, at("23T09:14")).since, undefined);
  assert.equal(visitOf({ seen: "2020-01-01T00:00:00Z" }, at("23T00:00")).since, "2025-11-24T00:00:00.000Z");
  assert.equal(visitOf({ seen: "2027-01-01T00:00:00Z" }, at("23T00:00")).since, undefined);
});

test("the window reaches back to the day", () => {
  assert.equal(windowSince("2026-11-23", at("23T09:14")), "7d");
  assert.equal(windowSince("2026-11-17", at("23T09:14")), "7d");
  assert.equal(windowSince("2026-11-16", at("23T09:14")), "30d");
  assert.equal(windowSince("2026-08-01", at("23T09:14")), "1y");
});

test("a day can be asked about: yesterday, Monday, and one of the address unless no changes are told from it", () => {
  const days = (now: Date) => daysToAsk(now).map(({ value }) => value);
  assert.deepEqual(days(at("27T12:00")), ["2026-11-26", "2026-11-23", "2026-11-21", "2026-10-29"]);
  assert.equal(days(at("23T12:00"))[1], "2026-11-16");
  const asked = ["2026-11-23", "2026-11-28", "2020-01-01", "Monday", undefined].map((text) => dayAsked(text, at("27T12:00")));
  assert.deepEqual(asked, ["2026-11-23", undefined, undefined, undefined, undefined]);
});

test("the last days have today among them, as the window of the index that shows their projects", () => {
  for (const days of [7, 30, 90] as const) {
    const first = firstOfLast(days, at("27T23:59"));
    assert.equal((Date.parse("2026-11-28") - Date.parse(first)) / 86_400_000, days);
    assert.equal(windowSince(first, at("27T23:59")), `${days}d`);
  }
});

test("a sum says how many projects it leaves out, and nothing where it has all", () => {
  assert.equal(comparedWords({ known: 12, compared: 12 }, "2026-11-21"), undefined);
  const some = comparedWords({ known: 12, compared: 11 }, "2026-11-21");
  assert.deepEqual(some, { text: "11 of 12", title: "How many stars the others had before 2026-11-21 is not known" });
});
