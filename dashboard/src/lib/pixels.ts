// More buckets than pixels: each column of pixels shows one bucket, that with the highest value, so that no peak is
// lost.
//
//   const picked = highestPerColumn(totals, 1_000)    picked[column] is a bucket, or -1 where none of it is known
import type { Value } from "./series.ts";

export function highestPerColumn(values: readonly Value[], columns: number): Int32Array {
  const picked = new Int32Array(columns).fill(-1);
  const count = values.length;
  for (let column = 0, bucket = 0; column < columns; column += 1) {
    const end = Math.floor(((column + 1) * count) / columns);
    let best = -1;
    let highest = -Infinity;
    for (; bucket < end; bucket += 1) {
      const value = values[bucket];
      if (value !== null && value !== undefined && value > highest) {
        highest = value;
        best = bucket;
      }
    }
    picked[column] = best;
  }
  return picked;
}

/** The sum of all series of each bucket: unknown only where all of them are. */
export function totals(series: readonly (readonly Value[])[]): Value[] {
  const [first = [], ...others] = series;
  const sums = first.slice();
  for (const values of others) {
    for (let index = 0; index < sums.length; index += 1) {
      const value = values[index] ?? null;
      if (value !== null) sums[index] = (sums[index] ?? 0) + value;
    }
  }
  return sums;
}

/** Stretches [from, to) of buckets of which nothing is known. */
export function gapsOf(values: readonly Value[]): [number, number][] {
  const gaps: [number, number][] = [];
  let from = -1;
  for (let index = 0; index <= values.length; index += 1) {
    const unknown = index < values.length && values[index] === null;
    if (unknown && from < 0) from = index;
    if (!unknown && from >= 0) {
      gaps.push([from, index]);
      from = -1;
    }
  }
  return gaps;
}

/** Moves labels apart that would lie over each other: at least `gap` between two, between `low` and `high`. */
export function spread(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => places[a]! - places[b]!);
  const moved = places.slice();
  let least = low;
  for (const index of order) least = (moved[index] = Math.max(moved[index]!, least)) + gap;
  let most = high;
  for (const index of order.reverse()) most = (moved[index] = Math.min(moved[index]!, most)) - gap;
  return moved;
}
