// Protects the two kinds of limits: budgets that come back with their window, and bursts that are refused and reported.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../base/clock.ts";
import type { Account } from "./accounts.ts";
import { limitHeaders, Limits } from "./limits.ts";
import { Report } from "./report.ts";
import { DEFAULTS } from "./settings.ts";
import type { Settings } from "./settings.ts";

const ALICE: Account = { key: "user:alice", kind: "user", login: "alice", id: 1 };
const NOBODY: Account = { key: "anonymous:::1", kind: "anonymous", login: "", id: 0 };

class StoppedClock extends Clock {
  at = 1_000_000_000;

  override nowMs(): number {
    return this.at;
  }
}

interface Setup {
  clock: StoppedClock;
  limits: Limits;
  report: Report;
  rules: () => unknown[];
}

function limitsWith(changes: Partial<Settings>): Setup {
  const clock = new StoppedClock();
  const report = new Report();
  const limits = new Limits(clock, { ...DEFAULTS, ...changes }, report);
  return { clock, limits, report, rules: () => (report.summary()["breaches"] as { rule: string }[]).map(({ rule }) => rule) };
}

test("a budget is spent, asked for in vain, and comes back", () => {
  const { clock, limits, rules } = limitsWith({ restLimit: 3, windowS: 5 });
  for (let round = 0; round < 3; ++round) {
    assert.ok(limits.hasBudget(ALICE, "core"));
    limits.spend(ALICE, "core", 1);
  }
  assert.equal(limitHeaders(limits.window(ALICE, "core"), "core")["x-ratelimit-remaining"], "0");
  assert.deepEqual(rules(), []);
  assert.equal(limits.hasBudget(ALICE, "core"), false);
  assert.deepEqual(rules(), ["primary_limit"]);
  assert.ok(limits.hasBudget(ALICE, "graphql") && limits.hasBudget(NOBODY, "core"), "other budgets are their own");
  clock.at += 5000;
  assert.ok(limits.hasBudget(ALICE, "core"));
  assert.equal(limits.window(ALICE, "core").resetMs, clock.at + 5000);
});

test("too many points a minute are refused until the time is over", () => {
  const { clock, limits, rules } = limitsWith({ restPointsPerMinute: 10, retryAfterS: 7 });
  for (let round = 0; round < 10; ++round) assert.equal(limits.enter(ALICE, "core", 1), null);
  assert.deepEqual(limits.enter(ALICE, "core", 1), { rule: "secondary_points", retryAfterS: 7 });
  clock.at += 6000;
  assert.deepEqual(limits.enter(ALICE, "core", 1), { rule: "early_retry", retryAfterS: 1 });
  assert.deepEqual(rules(), ["secondary_points", "early_retry"]);
  clock.at += 60_000;
  assert.equal(limits.enter(ALICE, "core", 1), null);
});

test("requests at once are counted over both APIs", () => {
  const { clock, limits } = limitsWith({ concurrentMax: 2, retryAfterS: 1 });
  assert.equal(limits.enter(ALICE, "core", 1), null);
  assert.equal(limits.enter(ALICE, "graphql", 1), null);
  assert.equal(limits.enter(ALICE, "core", 1)?.rule, "concurrency");
  for (let round = 0; round < 3; ++round) limits.leave(ALICE);
  clock.at += 1000;
  assert.equal(limits.enter(ALICE, "core", 1), null);
});

test("one serial stream of queries may work all the time, two may not", () => {
  const work = (streams: number): string | undefined => {
    const { clock, limits } = limitsWith({ timeScale: 1 });
    for (let round = 0; round < 60; ++round) {
      const refused = limits.enter(ALICE, "graphql", 1);
      if (refused) return refused.rule;
      clock.at += 3000 + (round % 3) * 1500;
      for (let stream = 0; stream < streams; ++stream) limits.addServerTime(ALICE, "graphql", 3 + (round % 3) * 1.5);
      limits.leave(ALICE);
    }
    return undefined;
  };
  assert.equal(work(1), undefined);
  assert.equal(work(2), "secondary_cpu");
});

test("a server without limits says nothing of them and refuses nothing", () => {
  const { limits, rules } = limitsWith({ limits: false, restLimit: 1, restPointsPerMinute: 1, concurrentMax: 1 });
  for (let round = 0; round < 3; ++round) {
    assert.equal(limits.enter(ALICE, "core", 1), null);
    assert.ok(limits.hasBudget(ALICE, "core"));
    limits.spend(ALICE, "core", 1);
  }
  assert.deepEqual(limits.headers(ALICE, "core"), {});
  assert.deepEqual(rules(), []);
});

test("the report keeps the most of each account", () => {
  const { clock, limits, report } = limitsWith({ timeScale: 1 });
  for (let round = 0; round < 3; ++round) limits.enter(ALICE, "graphql", 1);
  limits.leave(ALICE);
  limits.addServerTime(ALICE, "graphql", 7);
  clock.at += 70_000;
  limits.enter(ALICE, "core", 1);
  assert.deepEqual(report.summary()["peaks"], {
    "user:alice": { at_once: 3, rest_points: 1, graphql_points: 3, server_s: 7, graphql_server_s: 7 },
  });
});
