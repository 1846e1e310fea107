// GitHub's two kinds of limits. The primary ones are a budget for each hour, which `x-ratelimit-*` headers report. The
// secondary ones protect the servers from bursts. No header reports them; whoever exceeds one gets 403 or 429.
import type { Clock } from "../base/clock.ts";
import type { Account } from "./accounts.ts";
import type { Breach, Report } from "./report.ts";
import type { Settings } from "./settings.ts";

export type Resource = "core" | "graphql";

export interface Window {
  limit: number;
  used: number;
  resetMs: number;
}

/** A secondary limit that refuses a request. */
export interface ExceededLimit {
  readonly rule: Breach;
  readonly retryAfterS: number;
}

interface Spending {
  /** When the work began. Only the part of it in the last `minuteS` seconds counts. */
  readonly fromMs: number;
  readonly atMs: number;
  readonly resource: Resource;
  points: number;
  cpuS: number;
}

/** What an account did in the last `minuteS` seconds. */
interface RecentUse {
  spendings: Spending[];
  running: number;
  blockedUntilMs: number;
}

export class Limits {
  private readonly clock: Clock;
  private readonly settings: Settings;
  private readonly report: Report;
  private readonly windows = new Map<string, Window>();
  private readonly recentByAccount = new Map<string, RecentUse>();

  constructor(clock: Clock, settings: Settings, report: Report) {
    this.clock = clock;
    this.settings = settings;
    this.report = report;
  }

  /** The current window. A new one begins with the first request after the end of the last one. */
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
    if (window.used < window.limit || !this.settings.limits) return true;
    this.report.breach("primary_limit", account.key, `${resource}: asked with nothing remaining`);
    return false;
  }

  spend(account: Account, resource: Resource, points: number): void {
    const window = this.window(account, resource);
    window.used = Math.min(window.limit, window.used + points);
  }

  /** `x-ratelimit-*` of the window; nothing on a server without limits. */
  headers(account: Account, resource: Resource): Record<string, string> {
    return this.settings.limits ? limitHeaders(this.window(account, resource), resource) : {};
  }

  /** Empties the budget at once. */
  exhaust(account: Account, resource: Resource): void {
    const window = this.window(account, resource);
    window.used = window.limit;
  }

  /** Begins a request and returns the secondary limit that refuses it, or null. Each call needs one of `leave`. */
  enter(account: Account, resource: Resource, points: number): ExceededLimit | null {
    const recent = this.recentUse(account);
    const nowMs = this.clock.nowMs();
    recent.running += 1;
    if (recent.blockedUntilMs > nowMs) {
      this.report.breach(
        "early_retry",
        account.key,
        `asked ${((recent.blockedUntilMs - nowMs) / 1000).toFixed(1)} s too early`,
      );
      return { rule: "early_retry", retryAfterS: Math.ceil((recent.blockedUntilMs - nowMs) / 1000) };
    }
    recent.spendings.push({ fromMs: nowMs, atMs: nowMs, resource, points, cpuS: 0 });
    const rule = this.exceeded(account, recent);
    if (!rule) return null;
    this.report.breach(rule, account.key, `${resource}: ${recent.running} at once, ${this.describe(recent)}`);
    this.block(account);
    return { rule, retryAfterS: this.settings.retryAfterS };
  }

  leave(account: Account): void {
    this.recentUse(account).running -= 1;
  }

  /** Adds modelled time that has just passed. It counts as CPU time only if `timeScale` made it pass for real. */
  addServerTime(account: Account, resource: Resource, seconds: number): void {
    const cpuS = seconds * this.settings.timeScale;
    const atMs = this.clock.nowMs();
    if (cpuS === 0) return;
    const recent = this.recentUse(account);
    recent.spendings.push({ fromMs: atMs - cpuS * 1000, atMs, resource, points: 0, cpuS });
    this.exceeded(account, recent);
  }

  /** Refuses everything of the account for `retryAfterS`. */
  block(account: Account, retryAfterS = this.settings.retryAfterS): void {
    this.recentUse(account).blockedUntilMs = this.clock.nowMs() + retryAfterS * 1000;
  }

  reset(): void {
    this.windows.clear();
    for (const recent of this.recentByAccount.values()) Object.assign(recent, { spendings: [], blockedUntilMs: 0 });
  }

  private limitOf(account: Account, resource: Resource): number {
    const { settings } = this;
    if (account.kind === "anonymous") return resource === "core" ? settings.anonymousLimit : 0;
    if (account.kind === "user") return resource === "core" ? settings.restLimit : settings.graphqlLimit;
    return resource === "core" ? settings.installationRestLimit : settings.installationGraphqlLimit;
  }

  private recentUse(account: Account): RecentUse {
    let recent = this.recentByAccount.get(account.key);
    if (!recent) {
      recent = { spendings: [], running: 0, blockedUntilMs: 0 };
      this.recentByAccount.set(account.key, recent);
    }
    const oldestMs = this.clock.nowMs() - this.settings.minuteS * 1000;
    if ((recent.spendings[0]?.atMs ?? Infinity) < oldestMs) {
      recent.spendings = recent.spendings.filter(({ atMs }) => atMs >= oldestMs);
    }
    return recent;
  }

  /** The secondary limit that is exceeded now; the report keeps the peaks. */
  private exceeded(account: Account, recent: RecentUse): Breach | null {
    const { settings } = this;
    const core = this.sum(recent, "core");
    const graphql = this.sum(recent, "graphql");
    this.report.peak(account.key, {
      at_once: recent.running,
      rest_points: core.points,
      graphql_points: graphql.points,
      server_s: core.cpuS + graphql.cpuS,
      graphql_server_s: graphql.cpuS,
    });
    if (!settings.limits) return null;
    if (recent.running > settings.concurrentMax) return "concurrency";
    if (core.points > settings.restPointsPerMinute || graphql.points > settings.graphqlPointsPerMinute)
      return "secondary_points";
    const cpu = core.cpuS + graphql.cpuS > settings.cpuSPerMinute || graphql.cpuS > settings.graphqlCpuSPerMinute;
    return cpu ? "secondary_cpu" : null;
  }

  private describe(recent: RecentUse): string {
    const core = this.sum(recent, "core");
    const graphql = this.sum(recent, "graphql");
    return `points ${core.points}+${graphql.points}, CPU ${(core.cpuS + graphql.cpuS).toFixed(1)} s in ${this.settings.minuteS} s`;
  }

  private sum(recent: RecentUse, resource: Resource): { points: number; cpuS: number } {
    const oldestMs = this.clock.nowMs() - this.settings.minuteS * 1000;
    const total = { points: 0, cpuS: 0 };
    for (const { fromMs, atMs, resource: of, points, cpuS } of recent.spendings) {
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
