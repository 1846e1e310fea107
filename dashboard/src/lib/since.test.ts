// Protects what "since you last looked" means: the visit before this one, whatever the clock of the machine does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitOf, windowSince } from "./since.ts";

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
