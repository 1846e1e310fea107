import assert from "node:assert/strict";
import { test } from "node:test";
import { keepLatest } from "./latest.ts";

test("the oldest goes, and what is kept again is the latest", () => {
  const map = new Map<string, number>();
  for (const [key, value] of [["a", 1], ["b", 2], ["a", 3], ["c", 4]] as const) assert.equal(keepLatest(map, key, value, 2), value);
  assert.deepEqual([...map], [["a", 3], ["c", 4]]);
});
