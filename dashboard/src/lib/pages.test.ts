// Protects long lists: every row once and in its place, whatever is scrolled, with few rows in memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countOf,
  cursorOf,
  isWhole,
  itemAt,
  KEPT_PAGES,
  NOTHING_READ,
  type Pages,
  pageToRead,
  rowsOf,
  withoutFar,
  withPage,
} from "./pages.ts";

const SIZE = 50;
const keyOf = (item: string) => item;

function serve(rows: readonly string[], cursor: string | undefined, revision = "1") {
  const from = cursor === undefined ? 0 : rows.findIndex((row) => row === cursor) + 1;
  const items = rows.slice(from, from + SIZE);
  return { items, next: from + SIZE < rows.length ? items.at(-1)! : null, revision };
}

function readFor(
  list: Pages<string>,
  rows: readonly string[],
  first: number,
  last: number,
  revision = "1",
): Pages<string> {
  for (let at = pageToRead(list, first, last); at !== undefined; at = pageToRead(list, first, last)) {
    list = withoutFar(withPage(list, at, serve(rows, cursorOf(list, at), revision), keyOf), first, last);
  }
  return list;
}

test("rows stand in their places wherever the window was, and few are kept", () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `row ${index}`);
  let state = Number(process.env["CPSG_TEST_SEED"] ?? 3);
  const random = (bound: number) => (state = (state * 48_271) % 2_147_483_647) % bound;
  let list: Pages<string> = NOTHING_READ;
  for (let step = 0; step < 60; step += 1) {
    const first = random(Math.min(rows.length, countOf(list) + 400));
    list = readFor(list, rows, first, first + 40);
    for (let index = first; index < Math.min(first + 40, rows.length); index += 1)
      assert.equal(itemAt(list, index), rows[index]);
    assert.ok(list.pages.filter((page) => page.items !== undefined).length <= KEPT_PAGES);
  }
  assert.equal(list.changed, false);
});

test("a short or empty page with a cursor is read on from", () => {
  let list: Pages<string> = withPage(NOTHING_READ, 0, { items: [], next: "a", revision: "1" }, keyOf);
  assert.equal(pageToRead(list, 0, 40), 1);
  list = withPage(list, 1, { items: ["x"], next: "b", revision: "1" }, keyOf);
  assert.equal(isWhole(list), false);
  assert.equal(pageToRead(list, 0, 40), 2);
  list = withPage(list, 2, { items: [], next: null, revision: "1" }, keyOf);
  assert.equal(pageToRead(list, 0, 40), undefined);
  assert.equal(countOf(list), 1);
  assert.equal(itemAt(list, 0), "x");
  // What stands before the next page's rows is known although the last page was empty.
  assert.equal(list.pages.at(-1)?.last, "x");
});

test("a row that moved comes once, and the change is told", () => {
  let list: Pages<string> = withPage(NOTHING_READ, 0, { items: ["a", "b"], next: "b", revision: "1" }, keyOf);
  list = withPage(list, 1, { items: ["a", "c"], next: null, revision: "2" }, keyOf);
  assert.deepEqual(
    [0, 1, 2].map((index) => itemAt(list, index)),
    ["a", "b", "c"],
  );
  assert.equal(list.changed, true);
  const unknown = withPage(NOTHING_READ, 0, { items: ["a"], next: "a", revision: "1" }, keyOf);
  assert.equal(withPage(unknown, 1, { items: ["b"], next: null, revision: "" }, keyOf).changed, false);
});

test("what stands between rows has a place, is no row, and never comes twice by itself", () => {
  const keyed = (item: string) => (item.startsWith("day") ? undefined : item);
  let list: Pages<string> = withPage(NOTHING_READ, 0, { items: ["day 1", "a", "b"], next: "b", revision: "1" }, keyed);
  list = withPage(list, 1, { items: ["day 2", "c"], next: null, revision: "1" }, keyed);
  assert.equal(countOf(list), 5);
  assert.equal(rowsOf(list), 3);
});

test("a page that is read again and has changed takes those behind it along", () => {
  const rows = Array.from({ length: 2_000 }, (_, index) => `row ${index}`);
  let list = readFor(NOTHING_READ, rows, 1_900, 1_990);
  assert.equal(list.pages[0]!.items, undefined);
  const changed = ["new", ...rows];
  list = readFor(list, changed, 0, 40, "2");
  assert.equal(list.changed, true);
  list = readFor(list, changed, 1_000, 1_040, "2");
  for (let index = 1_000; index < 1_040; index += 1) assert.equal(itemAt(list, index), changed[index]);
  assert.equal(itemAt(list, 0), "new");
});
