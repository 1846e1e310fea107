import assert from "node:assert/strict";
import { test } from "node:test";
import { groupTroubles, needsOf, onClock, type TroubledProject } from "./needs.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const project = (full_name: string, state: string, code: string | null = null): TroubledProject =>
  ({ full_name, status: { state, code, since: "2026-11-26T08:00:00Z" } });

test("nothing to do is an empty list", () => {
  assert.deepEqual(needsOf({ warnings: [], queue: { late: 0, oldest_due_at: null } }, { projects: [], total: 0 }, NOW, "UTC"), []);
  assert.deepEqual(needsOf({ warnings: [], queue: null }, undefined, NOW, "UTC"), []);
});

test("projects are grouped by state and code, failing ones first", () => {
  const failing = [project("a/b", "failing", "network"), project("a/c", "failing", "network"), project("a/d", "failing", "tls")];
  const projects = [project("a/a", "no_access"), ...failing];
  const texts = groupTroubles({ projects, total: 4 }).map((need) => need.text);
  assert.deepEqual(texts, ["2 projects: network", "a/d: tls", "a/a: not found, or private"]);
});

test("a beginning of the list is not told as the whole", () => {
  const projects = [project("a/b", "failing", "network"), project("a/c", "failing", "network")];
  assert.equal(groupTroubles({ projects, total: 9 })[0]!.text, "at least 2 projects: network");
});

test("errors come before warnings, and late projects tell how late", () => {
  const warning = { code: "rate_limited", severity: "warning", since: null, account: "bot", text: "used up", remedy: "wait" } as const;
  const queue = { late: 4, oldest_due_at: "2026-11-26T10:00:00Z" };
  const needs = needsOf({ warnings: [warning], queue }, { projects: [project("a/b", "failing", "tls")], total: 1 }, NOW, "UTC");
  assert.deepEqual(needs.map((need) => need.text), ["a/b: tls", "used up", "4 projects are late, the oldest by 2 h"]);
});

test("times in the server's words are told on the reader's clock", () => {
  assert.equal(onClock("asked to wait until 2026-11-26T22:24:00Z; projects wait", NOW, "Europe/Berlin"), "asked to wait until 23:24; projects wait");
});
