// GitHub's two kinds of limits. The primary ones are a budget of an hour, told in `x-ratelimit-*`; the secondary ones
// protect the servers from bursts and are only felt: 403 or 429 with `retry-after`.
import type { Clock } from "../world/clock.ts";
import type { Account } from "./accounts.ts";
import type { Breach, Report } from "./report.ts";
import type { Settings } from "./settings.ts";

export type Resource = "core" | "graphql";

export interface Window {
  limit: number;
  used: number;
  resetMs: number;
}

export interface Pressure {
  readonly rule: Breach;
  readonly retryAfterS: number;
}

interface Spending {
  /** Work that took time began before `atMs`; only what lies in the minute counts. */
  readonly fromMs: number;
  readonly atMs: number;
  readonly resource: Resource;
  points: number;
  cpuS: number;
}

interface Minute {
  spendings: Spending[];
  running: number;
  blockedUntilMs: number;
}

export class Limits {
  private readonly clock: Clock;
  private readonly settings: Settings;
  private readonly report: Report;
  private readonly windows = new Map<string, Window>();
  private readonly minutes = new Map<string, Minute>();

  constructor(clock: Clock, settings: Settings, report: Report) {
    this.clock = clock;
    this.settings = settings;
    this.report = report;
  }

  /** The present window; a new one begins with the first request after the old one's end. */
  window(account: Account, resource: Resource): Window {
    const key = `${account.key} ${resource}`;
    const nowMs = this.clock.nowMs();
    let window = this.windows.get(key);
    if (!window || window.resetMs <= nowMs) {
      window = { limit: 0, used: 0, resetMs: nowMs + this.settings.windowS * 1000 };
      this.windows.set(key, window);
    }
    window.limit = this.limitOf(account, resource);
    return window;
  }

  /** False if the budget is spent; asking all the same is a breach. */
  hasBudget(account: Account, resource: Resource): boolean {
    const window = this.window(account, resource);
    if (window.used < window.limit) return true;
    this.report.breach("primary_limit", account.key, `${resource}: asked with nothing remaining`);
    return false;
  }

  spend(account: Account, resource: Resource, points: number): void {
    const window = this.window(account, resource);
    window.used = Math.min(window.limit, window.used + points);
  }

  /** Empties the budget at once. */
  exhaust(account: Account, resource: Resource): void {
    const window = this.window(account, resource);
    window.used = window.limit;
  }

  /** Begins a request: what stands against it, or null. Every call needs its `leave`. */
  enter(account: Account, resource: Resource, points: number): Pressure | null {
    const minute = this.minute(account);
    const nowMs = this.clock.nowMs();
    minute.running += 1;
    if (minute.blockedUntilMs > nowMs) {
      this.report.breach(
        "early_retry",
        account.key,
        `asked ${((minute.blockedUntilMs - nowMs) / 1000).toFixed(1)} s too early`,
      );
      return { rule: "early_retry", retryAfterS: Math.ceil((minute.blockedUntilMs - nowMs) / 1000) };
    }
    minute.spendings.push({ fromMs: nowMs, atMs: nowMs, resource, points, cpuS: 0 });
    const rule = this.exceeded(minute);
    if (!rule) return null;
    this.report.breach(rule, account.key, `${resource}: ${minute.running} at once, ${this.describe(minute)}`);
    this.block(account);
    return { rule, retryAfterS: this.settings.retryAfterS };
  }

  leave(account: Account): void {
    this.minute(account).running -= 1;
  }

  /** Accounts modelled server time that has just passed; it counts only where it passes. */
  worked(account: Account, resource: Resource, seconds: number): void {
    const cpuS = seconds * this.settings.timeScale;
    const atMs = this.clock.nowMs();
    if (cpuS > 0) this.minute(account).spendings.push({ fromMs: atMs - cpuS * 1000, atMs, resource, points: 0, cpuS });
  }

  /** Refuses everything of the account for `retryAfterS`. */
  block(account: Account, retryAfterS = this.settings.retryAfterS): void {
    this.minute(account).blockedUntilMs = this.clock.nowMs() + retryAfterS * 1000;
  }

  reset(): void {
    this.windows.clear();
    for (const minute of this.minutes.values()) Object.assign(minute, { spendings: [], blockedUntilMs: 0 });
  }

  private limitOf(account: Account, resource: Resource): number {
    const { settings } = this;
    if (account.kind === "anonymous") return resource === "core" ? settings.anonymousLimit : 0;
    if (account.kind === "user") return resource === "core" ? settings.restLimit : settings.graphqlLimit;
    return resource === "core" ? settings.installationRestLimit : settings.installationGraphqlLimit;
  }

  private minute(account: Account): Minute {
    let minute = this.minutes.get(account.key);
    if (!minute) {
      minute = { spendings: [], running: 0, blockedUntilMs: 0 };
      this.minutes.set(account.key, minute);
    }
    const oldestMs = this.clock.nowMs() - this.settings.minuteS * 1000;
    if ((minute.spendings[0]?.atMs ?? Infinity) < oldestMs) {
      minute.spendings = minute.spendings.filter(({ atMs }) => atMs >= oldestMs);
    }
    return minute;
  }

  private exceeded(minute: Minute): Breach | null {
    const { settings } = this;
    const core = this.sum(minute, "core");
    const graphql = this.sum(minute, "graphql");
    if (minute.running > settings.concurrentMax) return "concurrency";
    if (core.points > settings.restPointsPerMinute || graphql.points > settings.graphqlPointsPerMinute)
      return "secondary_points";
    const cpu = core.cpuS + graphql.cpuS > settings.cpuSPerMinute || graphql.cpuS > settings.graphqlCpuSPerMinute;
    return cpu ? "secondary_cpu" : null;
  }

  private describe(minute: Minute): string {
    const core = this.sum(minute, "core");
    const graphql = this.sum(minute, "graphql");
    return `points ${core.points}+${graphql.points}, CPU ${(core.cpuS + graphql.cpuS).toFixed(1)} s in ${this.settings.minuteS} s`;
  }

  private sum(minute: Minute, resource: Resource): { points: number; cpuS: number } {
    const oldestMs = this.clock.nowMs() - this.settings.minuteS * 1000;
    const total = { points: 0, cpuS: 0 };
    for (const { fromMs, atMs, resource: of, points, cpuS } of minute.spendings) {
      if (of !== resource) continue;
      total.points += points;
      total.cpuS += fromMs >= oldestMs ? cpuS : (cpuS * (atMs - oldestMs)) / (atMs - fromMs);
    }
    return total;
  }
}

/** `x-ratelimit-*`; the reset in epoch seconds. */
export function limitHeaders(window: Window, resource: Resource): Record<string, string> {
  return {
    "x-ratelimit-limit": String(window.limit),
    "x-ratelimit-remaining": String(Math.max(0, window.limit - window.used)),
    "x-ratelimit-used": String(window.used),
    "x-ratelimit-reset": String(Math.ceil(window.resetMs / 1000)),
    "x-ratelimit-resource": resource,
  };
}
