import assert from "node:assert/strict";
import { test } from "node:test";
import { actionsOf, type Batch, batchChart, endedCurve, endText, type Point, reasonText, thinned, withBatch, withSample } from "./batch.ts";

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

test("the curve comes from the rows where they hold all that ended", () => {
  const rows = [
    { state: "done", released_at: "2026-11-26T10:10:00Z", seconds: 60 },
    { state: "failed", released_at: "2026-11-26T10:05:00Z", seconds: 0 },
    { state: "pending", released_at: null, seconds: 0 },
  ];
  const { points, toldFrom } = endedCurve(batch(), rows, [], NOW.getTime());
  assert.equal(toldFrom, 0);
  const minutes = points.map(({ at, ended }) => [(at - Date.parse("2026-11-26T10:00:00Z")) / 60_000, ended]);
  assert.deepEqual(minutes, [[0, 0], [5, 1], [11, 2], [120, 2]]);
});

test("else the curve is what was seen, and says that the beginning is not told", () => {
  const seen = [{ at: Date.parse("2026-11-26T11:30:00Z"), ended: 1 }];
  const { points, toldFrom } = endedCurve(batch(), [], seen, NOW.getTime());
  assert.deepEqual(points.map((point) => point.ended), [0, 1, 2]);
  assert.equal(toldFrom, 1);
});

test("samples are bounded, keep the last one, and hold nothing twice", () => {
  let seen: Point[] = [];
  for (let at = 0; at < 5_000; ++at) seen = withSample(seen, { at, ended: at });
  assert.ok(seen.length <= 240);
  assert.deepEqual(seen.at(-1), { at: 4_999, ended: 4_999 });
  let flat: Point[] = [];
  for (let at = 0; at < 10; ++at) flat = withSample(flat, { at, ended: 7 });
  assert.deepEqual(flat, [{ at: 0, ended: 7 }, { at: 9, ended: 7 }]);
  assert.equal(thinned(flat, 240).length, 2);
});

test("the forecast leads from now to all of it, and only while there is one", () => {
  const begun = Date.parse("2026-11-26T10:00:00Z");
  const curve = { points: [{ at: begun, ended: 0 }, { at: NOW.getTime(), ended: 2 }], toldFrom: 0 };
  const chart = batchChart(batch({ eta_at: "2026-11-26T14:00:00Z" }), curve);
  assert.deepEqual(chart.line, [{ x: 0, y: 0 }, { x: 0.5, y: 0.5 }]);
  assert.deepEqual(chart.forecast, [{ x: 0.5, y: 0.5 }, { x: 1, y: 1 }]);
  assert.equal(batchChart(batch(), curve).forecast, undefined);
  assert.equal(batchChart(batch({ state: "cancelled", eta_at: "2026-11-26T14:00:00Z" }), curve).forecast, undefined);
});
