// "Since you last looked": from when on changes are told, which only this browser knows.
//
//   const visit = visitOf({ since, seen }, now);    visit.since is asked for; `seen` is written again while somebody looks
//
// Looks that follow one another within half an hour are one visit, which keeps its beginning.
import { whole } from "./numbers.ts";

export interface Visit {
  /** The last look of the visit before; undefined on the first visit. */
  since: string | undefined;
  /** The last look of this visit. */
  seen: string;
}

const APART_MS = 30 * 60_000;
/** What the API tells changes of. */
const LONGEST_MS = 364 * 86_400_000;

const timeOf = (text: string | undefined) => Date.parse(text ?? "");

export function visitOf(kept: { since?: string | undefined; seen?: string | undefined }, now: Date): Visit {
  const seen = timeOf(kept.seen);
  const is = now.toISOString();
  // A clock that was put back is no reason to lose the visit before.
  if (Number.isNaN(seen) || seen > now.getTime() + APART_MS) return { since: undefined, seen: is };
  const before = now.getTime() - seen > APART_MS ? seen : timeOf(kept.since);
  if (Number.isNaN(before)) return { since: undefined, seen: is };
  return { since: new Date(Math.max(before, now.getTime() - LONGEST_MS)).toISOString(), seen: is };
}

/** The first of so many days of UTC, of which today is the last: as in the windows of the index. */
export function firstOfLast(days: number, now: Date): string {
  return new Date(now.getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
}

/** Days to tell changes from, beside the last visit: as the API takes them, in days of UTC. */
export function daysToAsk(now: Date): { value: string; label: string }[] {
  // Monday is the first day of a week; on a Monday the one before is asked for.
  const days: [number, string][] = [[2, "Since yesterday"], [(((now.getUTCDay() + 6) % 7) || 7) + 1, "Since Monday"], [7, "Last 7 days"], [30, "Last 30 days"]];
  return days.map(([count, label]) => ({ value: firstOfLast(count, now), label }));
}

/**
 * How many of the projects whose stars are known a change is of. Where nobody knows how many one had before the day, it
 * counts from a later day on and not from this one; so the sum of a longer time may be the smaller one.
 */
export function comparedWords({ known, compared }: { known: number; compared: number }, day: string): { text: string; title: string } | undefined {
  return compared >= known ? undefined : {
    text: `${whole(compared)} of ${whole(known)}`,
    title: `How many stars the others had before ${day} is not known`,
  };
}

/** A day that the address asks about; nothing where the API tells no changes from it. */
export function dayAsked(text: string | undefined, now: Date): string | undefined {
  const since = now.getTime() - timeOf(text);
  return /^\d{4}-\d\d-\d\d$/.test(text ?? "") && since >= 0 && since < LONGEST_MS ? text : undefined;
}

/** The shortest window of the index that reaches back to a day. */
export function windowSince(day: string, now: Date): "7d" | "30d" | "90d" | "1y" {
  const days = Math.floor((now.getTime() - timeOf(day)) / 86_400_000) + 1;
  return days <= 7 ? "7d" : days <= 30 ? "30d" : days <= 90 ? "90d" : "1y";
}
