import assert from "node:assert/strict";
import { test } from "node:test";
import { budgetHours, budgetRows, failuresByCode, usedBy, type StatusHour } from "./budget.ts";

function hour(start: string, change: Partial<StatusHour> = {}): StatusHour {
  return { start, partial: false, syncs: 1, failures: [], points: { rest: 2, graphql: 3 }, budgets: [], deliveries: 0, ...change };
}

test("a budget that GitHub has not told is unknown, not empty", () => {
  const told = { limit: 5000, remaining: 3912, floor: 500, reserved: 0, resets_in_s: 60, blocked_for_s: null };
  const rows = budgetRows([{ account: "acme-bot", kind: "user", expires_at: null, rest: null, graphql: told }]);
  assert.deepEqual(rows.map((row) => row.resource), ["GraphQL", "REST"]);
  assert.equal(rows[0]!.left, 3912 / 5000);
  assert.equal(rows[0]!.floorAt, 0.1);
  assert.equal(rows[1]!.left, null);
  assert.equal(rows[1]!.remaining, null);
});

test("shares stay within the bar, and a limit of 0 has none", () => {
  const odd = { limit: 60, remaining: 90, floor: -1, reserved: 0, resets_in_s: null, blocked_for_s: null };
  const none = { ...odd, limit: 0, remaining: 0 };
  const rows = budgetRows([{ account: "a", kind: null, expires_at: null, rest: none, graphql: odd }]);
  assert.deepEqual(rows.map((row) => [row.left, row.floorAt]), [[1, 0], [null, null]]);
});

test("hours that nobody recorded are null, never 0", () => {
  const budgets = [{ account: "a", resource: "graphql", limit: 5000, remaining_min: 4800, waited_s: 30, points: null }];
  const hours = [hour("2026-11-26T10:00:00Z", { budgets }), hour("2026-11-26T12:00:00Z"), hour("2026-11-20T00:00:00Z")];
  const read = budgetHours(hours, new Date("2026-11-26T12:30:00Z"), 4);
  assert.equal(read.start, "2026-11-26T09:00:00.000Z");
  assert.deepEqual(read.used.graphql, [null, 3, null, 3]);
  assert.deepEqual(read.deliveries, [null, 0, null, 0]);
  assert.deepEqual(read.left.get("a GraphQL"), [null, 4800, null, null]);
  assert.equal(read.waitedS, 30);
  assert.equal(read.spent.size, 0, "nobody counted who used it");
});

test("who used the budget: both resources of an account together, and an hour that nobody counted is null, never 0", () => {
  const spent = (account: string, resource: string, points: number | null) =>
    ({ account, resource, limit: 5000, remaining_min: 4800, waited_s: 0, points });
  const hours = [
    hour("2026-11-26T10:00:00Z", { budgets: [spent("a", "graphql", 5), spent("a", "rest", 2), spent("b", "graphql", 40)] }),
    hour("2026-11-26T11:00:00Z", { budgets: [spent("a", "graphql", null), spent("a", "rest", null), spent("b", "graphql", null)] }),
    hour("2026-11-26T12:00:00Z", { budgets: [spent("a", "graphql", 0), spent("a", "rest", null), spent("c", "rest", 1)] }),
  ];
  const read = budgetHours(hours, new Date("2026-11-26T12:30:00Z"), 3);
  const counted = { ...read, used: { rest: [2, null, 1], graphql: [45, null, 0] } };
  assert.deepEqual(usedBy(counted, 4), [["b", [40, null, null]], ["a", [7, null, 0]], ["c", [null, null, 1]]]);
  assert.deepEqual(usedBy(counted, 2), [["b", [40, null, null]], ["other", [7, null, 1]]]);
  assert.deepEqual(usedBy({ ...counted, spent: new Map() }, 2), [], "nothing is known by account");
});

test("what was used beyond what accounts are known to have used is a series of its own, and only then", () => {
  const budget = (points: number | null) => ({ account: "a", resource: "graphql", limit: 5000, remaining_min: 1, waited_s: 0, points });
  const now = new Date("2026-11-26T12:30:00Z");
  const used = (...hours: [number, number | null][]) => usedBy(budgetHours(hours.map(([graphql, points], at) =>
    hour(`2026-11-26T1${at}:00:00Z`, { points: { rest: 0, graphql }, budgets: [budget(points)] })), now, 3), 4);
  assert.deepEqual(used([5, 5], [7, 9], [0.3, 0]), [["a", [5, 9, 0]]], "an account may round up; more than all is not less than none");
  assert.deepEqual(used([5, 5], [7, 3], [9, null]), [["a", [5, 3, null]], ["other", [0, 4, 9]]]);
});

test("failures are summed by code, the most frequent first", () => {
  const hours = [
    { failures: [{ code: "tls", count: 1 }, { code: "network", count: 2 }] },
    { failures: [{ code: "network", count: 5 }, { code: "gone", count: 1 }] },
  ];
  assert.deepEqual(failuresByCode(hours), [{ code: "network", count: 7 }, { code: "gone", count: 1 }, { code: "tls", count: 1 }]);
});
