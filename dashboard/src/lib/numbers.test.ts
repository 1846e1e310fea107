import assert from "node:assert/strict";
import test from "node:test";
import * as numbers from "./numbers.ts";
import { bytes, compact, counted, delta, duration, percent, whole } from "./numbers.ts";

test("What is not known is never shown as a number", () => {
  for (const format of [whole, compact, delta, percent, bytes, duration] as ((n: number | null | undefined) => string)[]) {
    for (const unknown of [null, undefined, Number.NaN, Infinity, -Infinity]) {
      assert.equal(format(unknown), "–", `${format.name}(${unknown})`);
      assert.doesNotMatch(format(unknown), /\d/);
    }
  }
  assert.equal(counted(null, "sync"), "– syncs");
  assert.deepEqual([counted(1, "branch", "branches"), counted(0, "sync"), counted(1_200, "sync")], ["1 branch", "0 syncs", `${whole(1_200)} syncs`]);
  const formats = Object.entries(numbers).filter(([, value]) => typeof value === "function").map(([name]) => name);
  assert.deepEqual(formats.sort(), ["bytes", "compact", "counted", "delta", "duration", "percent", "whole"], "a new format belongs into the list above");
});

test("Zero is a number, and never has a sign", () => {
  for (const zero of [0, -0]) {
    assert.equal(whole(zero), "0");
    assert.equal(compact(zero), "0");
    assert.equal(bytes(zero), "0 B");
    assert.equal(percent(zero), "0 %");
    assert.equal(duration(zero), "0 s");
    assert.equal(delta(zero, 1_000), "±0");
  }
});

test("Whole numbers have separators and a true minus", () => {
  assert.equal(whole(12_400), "12,400");
  assert.equal(whole(-4_280), "−4,280");
  assert.equal(whole(2.25), "2.3");
  assert.equal(whole(1_234.5), "1,235");
});

test("Compact numbers round up into the next unit", () => {
  const cases: [number, string][] = [
    [999, "999"], [1_000, "1k"], [12_400, "12.4k"], [124_000, "124k"], [999_499, "999k"], [999_950, "1M"], [1_234_567, "1.2M"],
    [-12_400, "−12.4k"], [3e9, "3B"],
  ];
  for (const [n, text] of cases) assert.equal(compact(n), text);
});

test("A change has a share only of a base that can bear it", () => {
  assert.equal(delta(312, 12_088), "+312 (2.6 %)");
  assert.equal(delta(-8), "−8");
  assert.equal(delta(-8, 19), "−8");
  assert.equal(delta(-8, 20), "−8 (40 %)");
  assert.equal(delta(5, null), "+5");
});

test("A little is not nothing, and nearly all is not all", () => {
  assert.equal(percent(0.0004), "<0.1 %");
  assert.equal(percent(0.026), "2.6 %");
  assert.equal(percent(0.98), "98 %");
  assert.equal(percent(0.9999), "99.9 %");
  assert.equal(percent(1), "100 %");
  assert.equal(percent(-0.08), "−8 %");
});

test("Sizes", () => {
  assert.equal(bytes(999), "999 B");
  assert.equal(bytes(41_000), "41 kB");
  assert.equal(bytes(1_200_000_000), "1.2 GB");
  assert.equal(bytes(4e15), "4,000 TB");
});

test("Durations have at most two units, and never 60 of one", () => {
  const cases: [number, string][] = [
    [40, "40 s"], [59.7, "1 min"], [200, "3 min 20 s"], [3_599.6, "1 h"], [11_400, "3 h 10 min"], [100_800, "1 d 4 h"], [86_399, "1 d"],
    [86_400 * 30, "30 d"], [86_400 * 1_234, "1,234 d"], [-68_400, "−19 h"], [0.2, "<1 s"], [90_000, "1 d 1 h"],
  ];
  for (const [seconds, text] of cases) assert.equal(duration(seconds), text, `${seconds} s`);
});

test("Every duration is within half of its last unit, or a whole one where that is dropped", () => {
  let seed = Number(process.env["CPSG_TEST_SEED"] ?? 7);
  const unit: Record<string, number> = { s: 1, min: 60, h: 3_600, d: 86_400 };
  for (let turn = 0; turn < 2_000; turn += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const seconds = seed % (86_400 * 29);
    const parts = [...duration(seconds).matchAll(/(\d+) (s|min|h|d)/g)];
    assert.ok(parts.length >= 1 && parts.length <= 2, duration(seconds));
    const said = parts.reduce((sum, [, count, name]) => sum + Number(count) * unit[name!]!, 0);
    const most = seconds >= 86_400 ? 3_600 : 60;
    assert.ok(Math.abs(said - seconds) < most, `${seconds} s is said as ${duration(seconds)}`);
  }
});
