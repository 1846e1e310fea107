import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { pullShape, REMEDY, STATES, statusOf } from "./status.ts";

const now = new Date("2026-11-26T14:00:00Z");
const wordOf = (facts: Parameters<typeof statusOf>[0]) => statusOf(facts, now, "UTC").word;

test("Every state that the API has, has a word and a shape of its own", () => {
  const types = readFileSync(new URL("../data/api_types.ts", import.meta.url), "utf8");
  const states = /state: ("pending"(?: \| "[a-z_]+")+);/.exec(types)?.[1]?.match(/[a-z_]+/g) ?? [];
  assert.ok(states.length >= 9);
  for (const state of states) assert.ok(STATES[state] !== undefined, state);
  const shapes = Object.values(STATES).map(({ shape }) => shape);
  assert.equal(new Set(shapes).size, shapes.length);
});

test("Every code of the API has a remedy", () => {
  const types = readFileSync(new URL("../data/api_types.ts", import.meta.url), "utf8");
  const codes = /code: ("internal"(?: \| "[a-z_]+")+)/.exec(types)?.[1]?.match(/[a-z_]+/g) ?? [];
  assert.ok(codes.length > 30);
  for (const code of codes) assert.match(REMEDY[code] ?? "", /^[A-Z].*\.$/, code);
});

test("Words say until when, since when and how far", () => {
  assert.equal(wordOf({ state: "ok", next_sync_at: "2026-11-26T14:09:00Z" }), "Up to date");
  assert.equal(wordOf({ state: "syncing", progress: 0.41 }), "Syncing 41 %");
  assert.equal(wordOf({ state: "syncing", progress: null }), "Syncing");
  assert.equal(wordOf({ state: "waiting_quota", next_sync_at: "2026-11-26T14:20:00Z" }), "Waiting for budget until 14:20");
  assert.equal(wordOf({ state: "failing", since: "2026-11-23T08:00:00Z" }), "Failing since Mon 08:00");
  assert.equal(wordOf({ state: "gone" }), "Gone");
  assert.equal(wordOf({ state: "something_new" }), "something_new");
});

test("A project is late ten minutes after its time, unless its state says why", () => {
  assert.equal(wordOf({ state: "ok", next_sync_at: "2026-11-26T13:50:00Z" }), "Up to date");
  assert.equal(wordOf({ state: "ok", next_sync_at: "2026-11-26T12:00:00Z" }), "Late 2 h");
  assert.equal(wordOf({ state: "pending", next_sync_at: "2026-11-26T12:00:00Z" }), "Late 2 h");
  assert.equal(wordOf({ state: "failing", next_sync_at: "2026-11-26T12:00:00Z" }), "Failing");
  assert.equal(wordOf({ state: "ok", next_sync_at: null }), "Up to date");
});

test("A failing project says what helps", () => {
  assert.match(statusOf({ state: "failing", code: "network" }, now).detail, /proxy/);
});

test("Pull requests", () => {
  const shapes = [{ state: "open" }, { state: "open", draft: true }, { state: "merged" }, { state: "closed" }].map((pull) => pullShape(pull).shape);
  assert.deepEqual(shapes, ["ring", "diamond", "check", "cross"]);
});
