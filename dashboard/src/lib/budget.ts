// The budgets at GitHub, now and by hour, and what else the hours of the server say.
//
//   budgetRows(status.accounts)          a row for each account and resource; `limit` null until GitHub told
//   budgetHours(history, now)            24 hours: what was left, used, and how long GitHub asked to wait
//   usedBy(hours, 4)                     the points by account, the greatest first
//   failuresByCode(history)              [{ code: "network", count: 7 }]
import type { components } from "../data/api_types.ts";

export type Account = components["schemas"]["status"]["accounts"][number];
export type AccountBudget = NonNullable<Account["graphql"]>;

export interface BudgetRow extends AccountBudget {
  account: string;
  kind: string | null;
  expires_at: string | null;
  resource: "GraphQL" | "REST";
  /** Shares of the limit, 0 to 1; null until GitHub told. */
  left: number | null;
  floorAt: number | null;
}

const NOT_TOLD: AccountBudget = { limit: null, remaining: null, floor: null, reserved: 0, resets_in_s: null, blocked_for_s: null };

function share(part: number | null, limit: number | null): number | null {
  return part === null || limit === null || limit <= 0 ? null : Math.min(1, Math.max(0, part / limit));
}

/** A resource that was not used yet has a row as well: its budget is unknown, not empty. */
export function budgetRows(accounts: readonly Account[]): BudgetRow[] {
  return accounts.flatMap(({ account, kind, expires_at, rest, graphql }) =>
    ([["GraphQL", graphql], ["REST", rest]] as const).map(([resource, told]) => {
      const budget = told ?? NOT_TOLD;
      const left = share(budget.remaining, budget.limit);
      return { ...budget, account, kind, expires_at, resource, left, floorAt: share(budget.floor, budget.limit) };
    }));
}

export interface StatusHour {
  start: string;
  partial: boolean;
  syncs: number;
  failures: { code: string; count: number }[];
  points: { rest: number; graphql: number };
  budgets: { account: string; resource: string; limit: number | null; remaining_min: number | null; waited_s: number; points: number | null }[];
  deliveries: number;
}

type Values = (number | null)[];

export interface BudgetHours {
  /** When the first of the hours begins. */
  start: string;
  /** By "account resource": the least that was left in each hour; null where nobody looked. */
  left: Map<string, Values>;
  used: { rest: Values; graphql: Values };
  /** By account: the points of each hour, in which nobody may have counted them. Empty where nobody ever did. */
  spent: Map<string, Values>;
  deliveries: Values;
  /** Seconds for which GitHub asked to wait, over all of it. */
  waitedS: number;
}

const HOUR_MS = 3_600_000;

/** The last `count` hours, the present one included; an hour that nobody recorded is null. */
export function budgetHours(hours: readonly StatusHour[], now: Date, count = 24): BudgetHours {
  const first = Math.floor(now.getTime() / HOUR_MS) - count + 1;
  const empty = (): Values => new Array<number | null>(count).fill(null);
  const result: BudgetHours = {
    start: new Date(first * HOUR_MS).toISOString(), left: new Map(), used: { rest: empty(), graphql: empty() },
    spent: new Map(), deliveries: empty(), waitedS: 0,
  };
  for (const hour of hours) {
    const at = Math.floor(Date.parse(hour.start) / HOUR_MS) - first;
    if (at < 0 || at >= count) continue;
    result.used.rest[at] = hour.points.rest;
    result.used.graphql[at] = hour.points.graphql;
    result.deliveries[at] = hour.deliveries;
    for (const { account, resource, remaining_min, waited_s, points } of hour.budgets) {
      const name = `${account} ${resource === "rest" ? "REST" : "GraphQL"}`;
      const values = result.left.get(name) ?? empty();
      values[at] = remaining_min;
      result.left.set(name, values);
      result.waitedS += waited_s;
      if (points === null) continue;
      const used = result.spent.get(account) ?? empty();
      used[at] = (used[at] ?? 0) + points;
      result.spent.set(account, used);
    }
  }
  return result;
}

const total = (values: Values) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

/**
 * Those that used the most first, and `other`: what more was used, by further accounts or by nobody knows whom. Half a
 * point is of rounding. Empty where nothing is known by account.
 */
export function usedBy({ spent, used }: BudgetHours, most: number): [string, Values][] {
  const accounts = [...spent].sort(([, a], [, b]) => total(b) - total(a));
  if (accounts.length > most) accounts.length = most - 1;
  const other = used.rest.map((rest, at) => (rest === null ? null
    : Math.max(0, Math.round(accounts.reduce((left, [, values]) => left - (values[at] ?? 0), rest + (used.graphql[at] ?? 0))))));
  return accounts.length > 0 && total(other) > 0 ? [...accounts, ["other", other]] : accounts;
}

/** The most frequent first. */
export function failuresByCode(hours: readonly Pick<StatusHour, "failures">[]): { code: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { code, count } of hours.flatMap((hour) => hour.failures)) counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
