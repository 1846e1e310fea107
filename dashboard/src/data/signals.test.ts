// Protects what is drawn and done from values that changed without being followed, and from being followed for ever.
import assert from "node:assert/strict";
import { test } from "node:test";
import { computed, effect, signal } from "./signals.ts";

test("an effect acts at once, after each change, and not for the same value or once it is stopped", () => {
  const count = signal(1);
  const seen: number[] = [];
  const stop = effect(() => void seen.push(count.value));
  count.value = 2;
  count.value = 2;
  stop();
  count.value = 3;
  assert.deepEqual(seen, [1, 2]);
});

test("what is only peeked at is not followed", () => {
  const [count, step] = [signal(1), signal(10)];
  const seen: number[] = [];
  effect(() => void seen.push(count.value + step.peek()));
  step.value = 20;
  count.value = 2;
  assert.deepEqual(seen, [11, 22]);
});

test("an effect follows what it read the last time alone", () => {
  const [which, a, b] = [signal("a"), signal(1), signal(10)];
  const seen: number[] = [];
  effect(() => void seen.push(which.value === "a" ? a.value : b.value));
  b.value = 11;
  which.value = "b";
  a.value = 2;
  b.value = 12;
  assert.deepEqual(seen, [1, 11, 12]);
});

test("who reads a computed value is told when it is another one", () => {
  const count = signal(1);
  const isLarge = computed(() => count.value > 10);
  const seen: boolean[] = [];
  effect(() => void seen.push(isLarge.value));
  for (const value of [2, 3, 11, 12]) count.value = value;
  assert.deepEqual(seen, [false, true]);
});

test("an effect within an effect follows for itself, also where one throws", () => {
  const [outer, inner] = [signal(0), signal(0)];
  const seen: string[] = [];
  effect(() => {
    seen.push(`outer ${outer.value}`);
    assert.throws(() => effect(() => {
      void inner.value;
      throw new Error("bad");
    }), /bad/);
    seen.push("after");
  });
  outer.value = 1;
  assert.deepEqual(seen, ["outer 0", "after", "outer 1", "after"]);
});
