// Protects the index in the browser: after any changes it is what the server would tell anew, and nothing unknown is ever
// sorted as if it were a number.
import assert from "node:assert/strict";
import { test } from "node:test";
import { indexOfPages, PAGE_FIELDS } from "./fleet_pages.ts";
import { facetOf, type FleetAnswer, type FleetIndex, merged, placesOf, sorted } from "./fleet_rows.ts";

const seed = Number(process.env["CPSG_TEST_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
let state = seed;
const random = (below: number) => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return Math.floor((state / 2 ** 31) * below);
};

interface Project {
  id: string;
  full_name: string;
  stars: number | null;
  language: string | null;
  topics: string[] | null;
  status_state: string;
}

function answerOf(projects: readonly Project[], change: Partial<FleetAnswer> = {}): FleetAnswer {
  const page = Object.fromEntries((["id", "full_name", "stars", "language", "topics", "status_state"] as const).map((name) => [name, projects.map((each) => each[name])]));
  return { ...indexOfPages([page], "90d", projects.length), reset: true, removed: [], ...change };
}

const project = (id: number): Project => ({
  id: `p${id}`, full_name: `owner${id % 7}/name${id}`, stars: random(4) === 0 ? null : random(50),
  language: random(5) === 0 ? null : `L${random(4)}`, topics: random(3) === 0 ? null : ["a", "b", "c"].slice(random(3)), status_state: "ok",
});

function tableOf(index: FleetIndex): Map<string, unknown> {
  const { id, full_name, stars, language, topics } = index.columns;
  return new Map(id.map((each, row) => [each, [full_name[row], stars[row], language[row], topics[row]]]));
}

test("changes merged one after the other give what a whole answer gives", () => {
  const now = new Map(Array.from({ length: 60 }, (_, id) => [`p${id}`, project(id)]));
  let index = merged(undefined, answerOf([...now.values()]));
  for (let turn = 0; turn < 80; ++turn) {
    const changed = Array.from({ length: random(6) }, () => project(random(90)));
    const removed = random(3) === 0 ? [[...now.keys()][random(now.size)]!].filter((id) => !changed.some((each) => each.id === id)) : [];
    const unique = [...new Map(changed.map((each) => [each.id, each])).values()];
    for (const each of unique) now.set(each.id, each);
    for (const id of removed) now.delete(id);
    const before = tableOf(index);
    const next = merged(index, answerOf(unique, { reset: false, removed }));
    assert.deepEqual(tableOf(index), before, "what was there is not changed under a reader");
    index = next;
    assert.deepEqual([...tableOf(index)].sort(), [...tableOf(merged(undefined, answerOf([...now.values()])))].sort(), `seed ${seed}, turn ${turn}`);
  }
});

test("an answer of no change keeps the very lists", () => {
  const index = merged(undefined, answerOf([project(1)]));
  assert.equal(merged(index, answerOf([], { reset: false })).columns, index.columns);
});

test("a whole answer replaces everything", () => {
  const index = merged(undefined, answerOf([project(1), project(2)]));
  assert.deepEqual(merged(index, answerOf([project(3)])).columns.id, ["p3"]);
});

test("rows sort as a slow comparison says, unknown ones last in both directions, equal ones by name", () => {
  const index = merged(undefined, answerOf(Array.from({ length: 200 }, (_, id) => project(id))));
  const rows = index.columns.id.map((_, row) => row);
  for (const [column, sign] of [["stars", 1], ["stars", -1], ["language", 1], ["language", -1]] as const) {
    const values = index.columns[column];
    const names = index.columns.full_name;
    const order = sorted(index, rows, sign < 0 ? `-${column}` : column);
    assert.deepEqual([...order].sort((a, b) => a - b), rows);
    for (let at = 1; at < order.length; ++at) {
      const [a, b] = [order[at - 1]!, order[at]!];
      const [left, right] = [values[a]!, values[b]!];
      if (left === null) assert.equal(right, null, "unknown comes last");
      else if (right !== null && left !== right) assert.ok(sign < 0 ? left > right : left < right);
      else if (left === right) assert.ok(names[a]! < names[b]!);
    }
  }
  assert.deepEqual(sorted(index, rows, "nonsense"), sorted(index, rows, "full_name"));
});

test("facets count each topic of a row, and those that have none", () => {
  const index = merged(undefined, answerOf([
    { ...project(1), topics: ["a", "b"], language: "Go" }, { ...project(2), topics: [], language: null }, { ...project(3), topics: ["a"], language: "Go" },
  ]));
  assert.deepEqual(facetOf(index, [0, 1, 2], "topics"), [{ value: "a", projects: 2 }, { value: "b", projects: 1 }, { value: "none", projects: 1 }]);
  assert.deepEqual(facetOf(index, [0, 1, 2], "language"), [{ value: "Go", projects: 2 }, { value: "none", projects: 1 }]);
});

test("places of projects that are gone are left out", () => {
  const index = merged(undefined, answerOf([project(1), project(2)]));
  assert.deepEqual(placesOf(index, ["p2", "p9", "p1"]), [1, 0]);
});

test("pages of the list become one index, with the list's other names", () => {
  const index = indexOfPages([{ id: ["a"], full_name: ["x/a"], status_state: ["ok"], contributors: [3] }, { id: ["b"], full_name: ["x/b"] }], "30d", 9);
  assert.deepEqual(index.columns.full_name, ["x/a", "x/b"]);
  assert.deepEqual(index.columns.people, [3, null]);
  assert.equal(index.total, 9);
  assert.match(PAGE_FIELDS, /\bstatus\b/);
  assert.doesNotMatch(PAGE_FIELDS, /status_|spark/);
});
