import assert from "node:assert/strict";
import { test } from "node:test";
import { actionsOf, type Batch, batchChart, endedCurve, endText, type Point, reasonText, stepOf, thinned, withBatch } from "./batch.ts";

const NOW = new Date("2026-11-26T12:00:00Z");

function batch(change: Partial<Batch> = {}): Batch {
  return {
    id: "b1", name: "all of ours", state: "running", created_at: "2026-11-26T10:00:00Z", updated_at: "2026-11-26T11:00:00Z",
    progress: { total: 4, pending: 2, running: 0, done: 1, failed: 1 }, off_peak: true, per_hour: null, eta_at: null,
    waiting: null, points: { spent: 3, forecast: null }, failures: [], ...change,
  };
}

test("only what the state allows is offered", () => {
  assert.deepEqual(actionsOf(batch()), ["pause", "retry", "cancel"]);
  assert.deepEqual(actionsOf(batch({ state: "paused" })), ["resume", "retry", "cancel"]);
  assert.deepEqual(actionsOf(batch({ state: "finished" })), ["retry"]);
  assert.deepEqual(actionsOf(batch({ state: "cancelled" })), []);
  const fine = { total: 1, pending: 0, running: 0, done: 1, failed: 0 };
  assert.deepEqual(actionsOf(batch({ state: "finished", progress: fine })), []);
});

test("why it waits is told in words, with its end where one is known", () => {
  const waiting = { reason: "quota", until: "2026-11-26T14:20:00Z" } as const;
  assert.equal(reasonText(batch({ waiting }), NOW, "UTC"), "waits for budget until 14:20");
  assert.equal(reasonText(batch({ waiting: { reason: "quota", until: null } }), NOW, "UTC"), "waits for budget");
  assert.equal(reasonText(batch(), NOW, "UTC"), "running");
  assert.equal(reasonText(batch({ state: "paused", waiting: { reason: "paused", until: null } }), NOW, "UTC"), "paused until somebody resumes it");
});

test("an end that nobody can tell is not made up", () => {
  assert.equal(endText(batch(), NOW, "UTC"), "end not known yet");
  assert.equal(endText(batch({ eta_at: "2026-11-26T23:40:00Z" }), NOW, "UTC"), "ends about 23:40");
  assert.equal(endText(batch({ state: "finished", eta_at: null }), NOW, "UTC"), "");
});

test("an event replaces its batch, but never a newer answer", () => {
  const older = batch({ updated_at: "2026-11-26T10:30:00Z" });
  assert.deepEqual(withBatch([batch()], older), [batch()]);
  const newer = batch({ updated_at: "2026-11-26T11:30:00Z" });
  assert.deepEqual(withBatch([batch()], newer), [newer]);
  assert.deepEqual(withBatch([batch()], batch({ id: "b2" })).map((each) => each.id), ["b2", "b1"]);
});

test("the curve counts what ended in each stretch, and is level between them", () => {
  const ends = [{ start: "2026-11-26T10:05:00Z", done: 1, failed: 0 }, { start: "2026-11-26T10:30:00Z", done: 0, failed: 1 }];
  const minutes = endedCurve(batch(), ends, NOW.getTime()).map(({ at, ended }) => [(at - Date.parse("2026-11-26T10:00:00Z")) / 60_000, ended]);
  assert.deepEqual(minutes, [[0, 0], [5, 0], [6, 1], [30, 1], [31, 2], [120, 2]]);
});

test("the curve never goes beyond the end of the batch, nor above what it tells of itself", () => {
  const ends = [{ start: "2026-11-26T09:59:00Z", done: 1, failed: 0 }, { start: "2026-11-26T11:00:00Z", done: 7, failed: 0 }];
  const points = endedCurve(batch({ state: "finished" }), ends, NOW.getTime());
  const hour = Date.parse("2026-11-26T11:00:00Z");
  assert.ok(points.every(({ at, ended }, place) => at <= hour && ended <= 2 && at >= (points[place - 1]?.at ?? 0)));
  assert.deepEqual(points.at(-1), { at: hour, ended: 2 });
});

test("the stretches are so long that a page holds all of them", () => {
  assert.equal(stepOf(batch(), NOW.getTime())[0], "minute");
  assert.equal(stepOf(batch({ created_at: "2026-11-25T10:00:00Z" }), NOW.getTime())[0], "hour");
  assert.equal(stepOf(batch({ created_at: "2026-06-01T10:00:00Z" }), NOW.getTime())[0], "day");
  assert.equal(stepOf(batch({ state: "finished" }), NOW.getTime() + 1e12)[0], "minute");
});

test("a long curve is thinned to few points, the last one among them", () => {
  const points: Point[] = Array.from({ length: 5_000 }, (_, at) => ({ at, ended: at }));
  assert.equal(thinned(points, 240).length, 240);
  assert.deepEqual(thinned(points, 240).at(-1), { at: 4_999, ended: 4_999 });
  assert.equal(thinned(points.slice(0, 2), 240).length, 2);
});

test("the forecast leads from now to all of it, and only while there is one", () => {
  const begun = Date.parse("2026-11-26T10:00:00Z");
  const curve = [{ at: begun, ended: 0 }, { at: NOW.getTime(), ended: 2 }];
  const chart = batchChart(batch({ eta_at: "2026-11-26T14:00:00Z" }), curve);
  assert.deepEqual(chart.line, [{ x: 0, y: 0 }, { x: 0.5, y: 0.5 }]);
  assert.deepEqual(chart.forecast, [{ x: 0.5, y: 0.5 }, { x: 1, y: 1 }]);
  assert.equal(batchChart(batch(), curve).forecast, undefined);
  assert.equal(batchChart(batch({ state: "cancelled", eta_at: "2026-11-26T14:00:00Z" }), curve).forecast, undefined);
});
