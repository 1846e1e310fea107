import assert from "node:assert/strict";
import { test } from "node:test";
import { needsOf, onClock, type Trouble } from "./needs.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const trouble = (state: string, projects: number, code: string | null = null): Trouble => ({ state, code, projects, since: "2026-11-26T08:00:00Z" });

test("nothing to do is an empty list", () => {
  assert.deepEqual(needsOf({ warnings: [], queue: { late: 0, oldest_due_at: null } }, [], NOW, "UTC"), []);
  assert.deepEqual(needsOf({ warnings: [], queue: null }, undefined, NOW, "UTC"), []);
});

test("each trouble is a line with the number of its projects, failing ones first", () => {
  const troubles = [trouble("no_access", 1), trouble("failing", 2, "network"), trouble("gone", 1_200), trouble("failing", 1, "tls")];
  const needs = needsOf({ warnings: [], queue: null }, troubles, NOW, "UTC");
  const texts = ["2 projects: network", "1 project: tls", "1 project: no access", "1,200 projects: gone"];
  assert.deepEqual(needs.map((need) => need.text), texts);
});

test("a state decides, not what a later try failed by", () => {
  const troubles = [trouble("no_access", 2, "not_found"), { ...trouble("no_access", 3, "network"), since: "2026-11-25T08:00:00Z" },
    trouble("no_access", 1, "forbidden"), trouble("gone", 1, "timeout"), trouble("failing", 1)];
  const needs = needsOf({ warnings: [], queue: null }, troubles, NOW, "UTC");
  assert.deepEqual(needs.map(({ text, code, since }) => [text, code, since?.slice(8, 10)]), [
    ["1 project: failing", "", "26"], ["5 projects: no access", "not_found", "25"],
    ["1 project: no access", "forbidden", "26"], ["1 project: gone", "gone", "26"],
  ]);
});

test("errors come before warnings, and late projects tell how late", () => {
  const warning = { code: "rate_limited", severity: "warning", since: null, account: "bot", text: "used up", remedy: "wait" } as const;
  const queue = { late: 4, oldest_due_at: "2026-11-26T10:00:00Z" };
  const needs = needsOf({ warnings: [warning], queue }, [trouble("failing", 1, "tls")], NOW, "UTC");
  assert.deepEqual(needs.map((need) => need.text), ["1 project: tls", "used up", "4 projects are late, the oldest by 2 h"]);
});

test("times in the server's words are told on the reader's clock", () => {
  assert.equal(onClock("asked to wait until 2026-11-26T22:24:00Z; projects wait", NOW, "Europe/Berlin"), "asked to wait until 23:24; projects wait");
});
