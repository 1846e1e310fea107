import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shown, start, withSync } from "./running.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const EMPTY: Shown = { running: [], ended: [] };
const commits = (full_name: string, done: number, total: number | null = 100) => ({ full_name, phase: "commits", done, total, received_bytes: 0 });
const ended = (full_name: string, ok = true) =>
  ({ full_name, phase: "ended" as const, ok, code: ok ? null : "network", seconds: 3, new: { commits: 12, branches: 1, pull_requests: 0 } });

test("what was listed has its phase, and no share where none is known", () => {
  const [known, unknown] = start([{ project: "a/b", phase: "commits", percent: 41 }, { project: "c/d", phase: null, percent: null }]);
  assert.equal(known!.words, "commits 41 %");
  assert.deepEqual([unknown!.words, unknown!.share], ["at work", null]);
});

test("a line keeps its place while it gets on, and leaves when it ends", () => {
  let shown = withSync(withSync(EMPTY, commits("a/b", 1), NOW), commits("c/d", 1, null), NOW);
  shown = withSync(shown, commits("a/b", 41), NOW);
  assert.deepEqual(shown.running.map((each) => each.project), ["a/b", "c/d"]);
  assert.deepEqual(shown.running.map((each) => each.share), [0.41, null]);
  shown = withSync(shown, ended("a/b"), NOW);
  assert.deepEqual(shown.running.map((each) => each.project), ["c/d"]);
  assert.equal(shown.ended[0]!.words, "+12 commits, +1 branch in 3 s");
});

test("a failure tells its code, and few ended ones are kept", () => {
  let shown = withSync(EMPTY, ended("a/b", false), NOW);
  assert.equal(shown.ended[0]!.words, "network");
  for (let i = 0; i < 20; ++i) shown = withSync(shown, ended(`a/p${i}`), NOW);
  assert.equal(shown.ended.length, 5);
  assert.equal(shown.ended[0]!.project, "a/p19");
});
