// More buckets than pixels: no peak is lost, and nothing unknown becomes 0.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gapsOf, highestPerColumn, spread, totals } from "./pixels.ts";

test("shows the highest bucket of each column", () => {
  assert.deepEqual([...highestPerColumn([1, 9, 3, null, null, null, 0, 2, 1], 3)], [1, -1, 7]);
  assert.deepEqual([...highestPerColumn([5, 4], 2)], [0, 1]);
});

test("agrees with the obvious search, and covers every bucket once", () => {
  let seed = Number(process.env["CPSG_TEST_SEED"] ?? 20261127);
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  for (let turn = 0; turn < 200; turn += 1) {
    const values =
      Array.from({ length: 1 + Math.floor(random() * 500) }, () => (random() < 0.2 ? null : Math.floor(random() * 9)));
    const columns = 1 + Math.floor(random() * values.length);
    const picked = highestPerColumn(values, columns);
    for (let column = 0; column < columns; column += 1) {
      const part =
        values.slice(Math.floor((column * values.length) / columns),
        Math.floor(((column + 1) * values.length) / columns));
      const known = part.filter((value) => value !== null);
      const best = picked[column]!;
      assert.equal(best < 0 ? undefined : values[best], known.length === 0 ? undefined : Math.max(...known),
        `seed ${seed}`);
    }
    const highest = Math.max(...values.map((value) => value ?? -1));
    assert.equal(Math.max(...[...picked].map((bucket) => (bucket < 0 ? -1 : values[bucket]!))), highest);
  }
});

test("a sum is unknown only where all parts are", () => {
  assert.deepEqual(totals([[1, null, null], [2, 3, null]]), [3, 3, null]);
  assert.deepEqual(totals([]), []);
});

test("finds the stretches of which nothing is known", () => {
  assert.deepEqual(gapsOf([null, null, 1, null, 0, null]), [[0, 2], [3, 4], [5, 6]]);
  assert.deepEqual(gapsOf([0, 0]), []);
});

test("moves labels apart and keeps them inside", () => {
  assert.deepEqual(spread([100, 101, 20], 16, 0, 110), [94, 110, 20]);
  assert.deepEqual(spread([0, 0], 16, 8, 100), [8, 24]);
});
