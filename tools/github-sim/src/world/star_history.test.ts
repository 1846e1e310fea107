// Protects: a curve of stars is worth looking at. Few stars are spread over the life of a repository as many are, all of
// them are there, and not every repository grows alike.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_MS } from "../base/clock.ts";
import { GENERATED_NOW_MS, inventFacts } from "./facts.ts";
import { StarHistory } from "./star_history.ts";

const DAYS = 2_000;

/** How many stars were given in each week, the oldest first. */
function weeklyStars(seed: number, stars: number): number[] {
  const facts = { ...inventFacts(seed, GENERATED_NOW_MS, stars), createdMs: GENERATED_NOW_MS - DAYS * DAY_MS };
  return new StarHistory(seed)
    .weeks(facts, GENERATED_NOW_MS)
    .map(({ total }) => total)
    .reverse();
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}

test("fifty stars of five years come in many weeks, and none is lost", () => {
  for (let seed = 0; seed < 50; ++seed) {
    const weeks = weeklyStars(seed, 50);
    assert.equal(sum(weeks), 50);
    assert.ok(weeks.filter((stars) => stars > 0).length >= 15, `seed ${seed}: ${weeks.join(" ")}`);
  }
});

test("some repositories grow faster and faster, some slower, and some jump after a launch", () => {
  const earlier = (weeks: number[]): number => sum(weeks.slice(0, weeks.length / 2)) / sum(weeks);
  const all = Array.from({ length: 50 }, (_, seed) => weeklyStars(seed, 10_000));
  assert.ok(all.some((weeks) => earlier(weeks) > 0.7));
  assert.ok(all.some((weeks) => earlier(weeks) < 0.35));
  const largest = (weeks: number[]): number => Math.max(...weeks) / (sum(weeks) / weeks.length);
  assert.ok(all.some((weeks) => largest(weeks) > 10));
  assert.ok(all.some((weeks) => largest(weeks) < 3));
});

test("the same seed gives the same history, and later stars are of the day on which they are seen", () => {
  assert.deepEqual(weeklyStars(7, 3_000), weeklyStars(7, 3_000));
  const facts = inventFacts(7, GENERATED_NOW_MS, 0);
  const history = new StarHistory(7);
  assert.equal(sum(history.weeks(facts, GENERATED_NOW_MS).map(({ total }) => total)), 0);
  const [week] = history.weeks({ ...facts, stars: 5 }, GENERATED_NOW_MS);
  assert.equal(week?.total, 5);
});
