// "Since you last looked": from when on changes are told, which only this browser knows.
//
//   const visit = visitOf({ since, seen }, now);    visit.since is asked for; `seen` is written again while somebody looks
//
// Looks that follow one another within half an hour are one visit, which keeps its beginning.
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

/** The shortest window of the index that reaches back to a day. */
export function windowSince(day: string, now: Date): "7d" | "30d" | "90d" | "1y" {
  const days = Math.floor((now.getTime() - timeOf(day)) / 86_400_000) + 1;
  return days <= 7 ? "7d" : days <= 30 ? "30d" : days <= 90 ? "90d" : "1y";
}
