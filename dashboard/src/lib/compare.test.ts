// Projects beside each other: on the same dates or the same ages, never with a 0 for what nobody knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_MS, HOUR_MS } from "./calendar.ts";
import {
  alignedSeries, type Alignment, difference, indexed, nameIn, type Part, perPerson, seenSince, sumOf, topOf,
    withFirst,
  withoutProject, withProject,
} from "./compare.ts";

const now = Date.parse("2026-11-25T10:00Z");
const base: Alignment =
  { by: "date", interval: "week", zone: "Europe/Berlin", since: Date.parse("2026-10-22T22:00Z"), until: now, now };
const commits = (start: string[], values: number[]): Part =>
  ({ start, values, flow: true, first: Date.parse(start[0]!) });

test("by date all share one frame, across the week with an hour more", () => {
  const shown = alignedSeries([
    commits(["2026-10-19T00:00:00+02:00", "2026-11-02T00:00:00+01:00"], [4, 9]),
    commits(["2026-10-26T00:00:00+01:00", "2026-11-23T00:00:00+01:00"], [1, 2]),
    undefined,
  ], base);
  assert.deepEqual(shown.values, [[4, 0, 9, 0, 0, 0], [0, 1, 0, 0, 0, 2], [null, null, null, null, null, null]]);
  assert.deepEqual([shown.partialFirst, shown.partialLast], [true, true]);
});

test("without a beginning the first that is known is it, and a younger project has nothing before its own", () => {
  const shown = alignedSeries([
    commits(["2026-11-02T00:00:00+01:00"], [4]),
    commits(["2026-11-16T00:00:00+01:00"], [1]),
  ], { ...base, since: undefined });
  assert.deepEqual(shown.values, [[4, 0, 0, 0], [null, null, 1, 0]]);
});

test("by age first commits are at the left, and the present bucket is left out", () => {
  const shown = alignedSeries([
    commits(["2026-10-19T00:00:00+02:00", "2026-11-02T00:00:00+01:00", "2026-11-23T00:00:00+01:00"], [4, 9, 1]),
    commits(["2026-11-02T00:00:00+01:00", "2026-11-16T00:00:00+01:00"], [1, 2]),
  ], { ...base, by: "age", since: undefined });
  assert.equal(shown.frame.age, true);
  assert.deepEqual(shown.values[0]!.slice(0, 5), [4, 0, 9, 0, 0]);
  assert.deepEqual(shown.values[1]!.slice(0, 5), [1, 0, 2, null, null]);
});

test("by age months of 28 to 31 days stay in order over ten years", () => {
  const start = Array.from({ length: 120 }, (_, index) => new Date(Date.UTC(2016, index, 1)).toISOString());
  const shown =
    alignedSeries([commits(start, start.map((_, index) => index + 1))],
    { ...base, by: "age", interval: "month", since: undefined });
  assert.deepEqual(shown.values[0]!.slice(0, 120), start.map((_, index) => index + 1));
});

test("an index begins with 100, and nothing is divided by 0", () => {
  assert.deepEqual(indexed([null, 50, 75, null], false), [null, 100, 150, null]);
  assert.deepEqual(indexed([0, 0, 10, 20], false), [0, 0, 100, 200]);
  assert.deepEqual(indexed([0, 0], false), [null, null]);
  assert.deepEqual(indexed([2, 4, 6, 9], true), [100, 200, 300, 450]);
  assert.deepEqual(perPerson([10, 10, null, 0], [2, 0, 3, 4]), [5, null, null, 0]);
});

test("a difference from what is not known is not known", () => {
  assert.equal(difference(8_120, 12_400, "number"), "−4,280 (35 %)");
  assert.equal(difference(9 * 3_600, 28 * 3_600, "seconds"), "−19 h");
  assert.equal(difference(7, 7, "seconds"), "±0");
  assert.equal(difference(null, 7, "number"), "–");
  assert.equal(difference(7, undefined, "number"), "–");
  assert.equal(sumOf(undefined), null);
  assert.equal(topOf([[null], [3, 1]]), 3);
  assert.equal(topOf([[null]]), undefined);
});

test("says since when a project is observed", () => {
  const part: Part =
    { start: ["2026-02-02", "2026-03-02"], values: [1, 2], source: ["github_star_history", "observed"], flow: false,
    first: undefined };
  assert.equal(seenSince(part), "2026-03-02");
  assert.equal(seenSince({ ...part, source: ["github_star_history", "github_star_history"] }), undefined);
});

test("reads names as people paste them", () => {
  for (const text of ["acme/graph", " https://github.com/acme/graph ", "https://github.com/acme/graph.git",
    "git@github.com:acme/graph.git", "ssh://git@github.com/acme/graph", "acme/graph/"]) {
    assert.equal(nameIn(text), "acme/graph", text);
  }
  assert.equal(nameIn("https://github.com/acme/graph.js"), "acme/graph.js");
  for (const text of ["", "acme", "acme/graph/pulls", "a b/c", "javascript:alert(1)"]) assert.equal(nameIn(text),
    undefined, text);
});

test("holds each project once, whatever the case, and eight at most", () => {
  assert.deepEqual(withProject(["acme/graph"], "Acme/Graph"), ["acme/graph"]);
  const eight = Array.from({ length: 8 }, (_, index) => `a/${index}`);
  assert.deepEqual(withProject(eight, "a/9"), eight);
  assert.deepEqual(withoutProject(["acme/graph", "acme/parser"], "ACME/graph"), ["acme/parser"]);
  assert.deepEqual(withFirst(["a/1", "a/2", "a/3"], "a/3"), ["a/3", "a/1", "a/2"]);
});

test("dates of a history lie in the week of UTC that they name", () => {
  const part: Part =
    { start: ["2026-10-26", "2026-11-02"], values: [7, 9], flow: false, first: Date.parse("2026-10-26T05:00Z"),
    source: ["observed", "observed"] };
  const shown =
    alignedSeries([part],
    { ...base, zone: "UTC", since: Date.parse("2026-10-26") - HOUR_MS, until: Date.parse("2026-11-02") + 2 * DAY_MS });
  assert.deepEqual(shown.values[0], [null, 7, 9]);
  assert.deepEqual(shown.thinBefore, [1]);
});

test("days lie in the age that they have, the last one of each standing for it", () => {
  const first = Date.parse("2026-10-26");
  const start = Array.from({ length: 28 }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10));
  const source = start.map(() => "observed");
  const part: Part = { start, values: start.map((_, index) => index), flow: false, first, source };
  const { values } = alignedSeries([part], { ...base, by: "age", since: undefined });
  assert.deepEqual(values[0]!.slice(0, 4), [6, 13, 20, 27]);
});
