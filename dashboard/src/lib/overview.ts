// What the page of a project says of its numbers: pure functions from the API's shapes to words, rows and ranges.
//
//   previousRange({ since: "2026-10-29", until: undefined, days: 30, label: "30 d" }, now)
//       ->  { since: "2026-09-24", until: "2026-10-23T12:00:00.000Z" }     as long, up to the same weekday and hour
import type { components } from "../data/api_types.ts";
import { DAY_MS, HOUR_MS } from "./calendar.ts";
import { addDays } from "./days.ts";
import { bytes, counted, duration, percent, whole } from "./numbers.ts";
import { chosenInterval, type Interval } from "./range.ts";
import { broughtWords } from "./running.ts";
import { DETAILS, lateMs, STATES, type Tone } from "./status.ts";

type Project = components["schemas"]["project"];
type Sync = components["schemas"]["sync"];

/* ---- the state of the project, in words ---- */

export interface Progress {
  phase: string;
  done: number;
  total: number | null;
  receivedBytes: number;
}

const PHASES: Record<string, string> = {
  waiting: "waiting for its turn",
  refs: "reading the branches",
  commits: "commits",
  publishing: "storing what came",
  statistics: "statistics",
  pulls: "pull requests",
  audit: "comparing the counts with GitHub's",
  enriching: "lines, reviews and logins",
};

/** "commits 1,204 of 2,009 (60 %), 1.2 MB". */
export function progressWords(progress: Progress): string {
  const { done, total, receivedBytes } = progress;
  let words = PHASES[progress.phase] ?? progress.phase;
  if (total !== null && total > 0)
    words += ` ${whole(done)} of ${whole(total)} (${percent(Math.min(1, done / total))})`;
  else if (done > 0) words += ` ${whole(done)}`;
  return receivedBytes > 0 ? `${words}, ${bytes(receivedBytes)}` : words;
}

export interface Place {
  /** 1: the next one. */
  place: number;
  /** Projects that are due. */
  of: number;
  /** When it ends at the present pace; null where nobody knows. */
  about_at: string | null;
}

/** What a project that waits for its first sync waits for: "Place 14 of 312, about 20 min". */
export function waitingWords(queue: Place | null | undefined, now: Date): string {
  if (queue === undefined || queue === null) return "It starts by itself, as soon as the server has a hand free.";
  const seconds = queue.about_at === null ? 0 : (Date.parse(queue.about_at) - now.getTime()) / 1_000;
  return `Place ${whole(queue.place)} of ${whole(queue.of)}${seconds > 0 ? `, about ${duration(seconds)}` : ""}`;
}

export interface Banner {
  tone: Tone;
  title: string;
  /** One of docs/errors.md, whose remedy is shown below the title. */
  code: string | null;
  reason: string | null;
  since: string | null;
  kept: string;
}

const TROUBLES = ["no_access", "sso_required", "gone", "blocked", "failing", "waiting_quota"];

/** What is kept of a project that can't be read now. */
function keptWords(project: Project): string {
  if (project.status.last_synced_at === null) return "Nothing is stored of it yet.";
  const commits = project.commits_all ?? project.commits;
  const pulls = project.pull_requests.total;
  const parts = [
    commits === null ? "" : counted(commits, "commit"),
    pulls === null ? "" : counted(pulls, "pull request"),
  ];
  const kept = parts.filter((part) => part !== "").join(" and ");
  return `What was read stays${kept === "" ? "" : `: ${kept}`}.`;
}

/** The trouble of a project, or undefined: a state that is as it should be needs no banner. */
export function bannerOf(project: Project, now: Date): Banner | undefined {
  const { state, code, reason, since, next_sync_at: due } = project.status;
  const known = TROUBLES.includes(state);
  if (known || code !== null) {
    const partly = isUnread(project) ? "It can’t be read now" : "Not all of it can be read now";
    const { tone, title } = known
      ? { tone: STATES[state]!.tone, title: DETAILS[state]!.slice(0, -1) } : { tone: "warn" as const, title: partly };
    return { tone, title, code, reason, since, kept: keptWords(project) };
  }
  if (lateMs(project.status, now) > 0) {
    const why = "The server has more to do than it can, or does not sync at present.";
    return {
      tone: "warn",
      title: "Late: its sync is overdue",
      code: null,
      reason: why,
      since: due,
      kept: keptWords(project),
    };
  }
  if (project.archived !== true) return undefined;
  return {
    tone: "idle",
    title: "Archived at GitHub: it takes no more changes",
    code: null,
    reason: null,
    since: null,
    kept: "",
  };
}

/** Whether nothing was ever read of a project, so that there is nothing to draw yet. */
export function isUnread(project: Project): boolean {
  return project.status.last_synced_at === null && project.commits === null && project.commits_all === null;
}

/**
 * Whether a project looks as if it had no commit in a range, before its numbers are there: by the day of the last
 * commit on the default branch, as everywhere. Where that day is not known the last push tells, which is no earlier.
 */
export function looksQuiet(lastCommitOn: string | null | undefined, pushedAt: string | null | undefined, since: string | undefined): boolean {
  const last = lastCommitOn ?? pushedAt?.slice(0, 10);
  return last !== undefined && since !== undefined && last < since;
}

/* ---- names ---- */

/** How many letters must be added, taken, changed or swapped to come from one word to the other. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The known full names that somebody may have meant, the nearest first. */
export function similarNames(asked: string, known: readonly string[], most = 5): string[] {
  const wanted = asked.toLowerCase();
  const name = wanted.slice(wanted.indexOf("/") + 1);
  const scored: [number, string][] = [];
  for (const full of known) {
    const other = full.toLowerCase();
    const otherName = other.slice(other.indexOf("/") + 1);
    if (otherName === name) {
      scored.push([0.5, full]);
      continue;
    }
    const bound = Math.max(2, Math.floor(wanted.length / 4));
    if (Math.abs(other.length - wanted.length) > bound) continue;
    const distance = editDistance(wanted, other);
    if (distance <= bound) scored.push([distance, full]);
  }
  return scored
    .sort((a, b) => a[0] - b[0] || a[1].localeCompare(b[1]))
    .slice(0, most)
    .map(([, full]) => full);
}

/* ---- what is read ---- */

const BLOCK_NAMES = [
  "busy", "when", "people", "top", "pulls", "branches", "growth", "releases", "syncs",
] as const;
export type BlockName = (typeof BLOCK_NAMES)[number];

export interface OverviewQuery {
  since?: string;
  until?: string;
  interval?: Interval;
  tz?: string;
  branch?: string;
  bots?: boolean;
}
type Parameter = keyof OverviewQuery;

const OF_COMMITS: readonly Parameter[] = ["since", "until", "interval", "tz", "branch", "bots"];
const PARAMETERS: Record<BlockName, readonly Parameter[]> = {
  busy: OF_COMMITS,
  when: ["since", "until", "tz", "branch", "bots"],
  people: OF_COMMITS,
  top: OF_COMMITS,
  pulls: ["since", "until", "interval", "tz", "bots"],
  branches: [],
  growth: ["since", "until", "interval"],
  releases: ["since", "until"],
  syncs: [],
};

/** Names what a block shows, by what it depends on alone: another zone leaves the branches as they are. */
export function blockKey(block: BlockName, query: OverviewQuery): string {
  return [block, ...PARAMETERS[block].map((name) => query[name] ?? "")].join(" ");
}

export interface Range {
  since: string | undefined;
  until: string | undefined;
  days: number;
}

/** The stretch before a range, as long as it and up to the same weekday and hour; undefined where nothing is before. */
export function previousRange(range: Range, now: Date): { since: string; until: string } | undefined {
  if (range.since === undefined) return undefined;
  const shift = Math.ceil(range.days / 7) * 7;
  const since = addDays(range.since, -shift);
  if (range.until !== undefined) return { since, until: addDays(range.until, -shift) };
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  return { since, until: new Date(hour - shift * DAY_MS).toISOString() };
}

export interface View {
  range: Range;
  /** "" where the width decides. */
  interval: string;
  widthPx: number;
  /** As the API takes it. */
  zone: string;
  branch: string;
  bots: boolean;
}

const INTERVALS: readonly Interval[] = ["hour", "day", "week", "month"];
/** The history gives so many items at most in an overview. */
const GROWTH_ITEMS = 1_000;

/** What is asked: `busy` in short buckets, `slow` for medians, which need some of a kind, `before` to compare with. */
export function queriesOf(
  view: View,
  now: Date,
): { busy: OverviewQuery; slow: OverviewQuery; before: OverviewQuery | undefined } {
  const { range, zone, branch, bots } = view;
  const chosen = INTERVALS.find((interval) => interval === view.interval);
  const short = chosen ?? chosenInterval(range.days, view.widthPx);
  const least = range.days <= 31 ? "day" : range.days < 300 ? "week" : "month";
  const long =
    chosen !== undefined && chosen !== "hour"
      ? chosen
      : INTERVALS.indexOf(short) > INTERVALS.indexOf(least)
        ? short
        : least;
  const common: OverviewQuery = { tz: zone };
  if (branch !== "") common.branch = branch;
  if (!bots) common.bots = false;
  const bounds: OverviewQuery = {};
  if (range.since !== undefined) bounds.since = range.since;
  if (range.until !== undefined) bounds.until = range.until;
  const previous = previousRange(range, now);
  return {
    busy: { ...bounds, interval: short, ...common },
    slow: { ...bounds, interval: long, ...common },
    before: previous && { ...previous, interval: "month", ...common },
  };
}

/** Whether the history in these buckets fits into an overview. */
export function growthFits(query: OverviewQuery, days: number): boolean {
  return query.interval === "week" || query.interval === "month" || days < GROWTH_ITEMS;
}

/* ---- tiles ---- */

export const minus = (now: number | null | undefined, before: number | null | undefined): number | null =>
  now === null || now === undefined || before === null || before === undefined ? null : now - before;

/** All of them together; unknown where one of them is. */
export function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum: number | null, value) => (sum === null || value === null ? null : sum + value), 0);
}

/* ---- blocks ---- */

/** "Half of the commits come from 3 of 13 people, bots included." */
export function halfWords(half: number | null | undefined, active: number | null | undefined, bots: boolean): string {
  if (half === null || half === undefined || active === null || active === undefined) return "";
  const counted = bots ? ", bots included" : "";
  if (half === 1)
    return active === 1
      ? "All commits come from one person."
      : `Half of the commits come from one of ${whole(active)} people${counted}.`;
  return `Half of the commits come from ${whole(half)} of ${whole(active)} people${counted}.`;
}

/** "< 1 d", "1–7 d", "> 90 d". */
export function ageWords(fromS: number, beforeS: number | null): string {
  const from = Math.round(fromS / 86_400);
  if (beforeS === null) return `> ${from} d`;
  const before = Math.round(beforeS / 86_400);
  return from === 0 ? `< ${before} d` : `${from}–${before} d`;
}

/** Days since something happened, whole. */
export function idleDays(at: string | null, now: Date): number | null {
  return at === null ? null : Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / DAY_MS));
}

/** So many sums of neighbours at most: a line in a table has no room for more. */
export function gathered(values: readonly number[], most: number): number[] {
  const step = Math.ceil(values.length / most);
  const sums: number[] = [];
  // From the end, so that the last sum is of as many as the others.
  for (let end = values.length; end > 0; end -= step) {
    sums.unshift(values.slice(Math.max(0, end - step), end).reduce((sum, value) => sum + value, 0));
  }
  return sums;
}

/** Commits by people and by bots: together all of them, without those who are left out. */
export function withoutBots(commits: readonly (number | null)[], bots: readonly (number | null)[]): (number | null)[] {
  return commits.map((all, index) => minus(all, bots[index] ?? null));
}

/** 168 values, from Monday 00:00 on. */
export function hoursOfWeek(
  weekday: readonly number[],
  hour: readonly number[],
  values: readonly (number | null)[],
): (number | null)[] {
  const cells: (number | null)[] = Array.from({ length: 168 }, () => null);
  weekday.forEach((day, index) => {
    cells[(day - 1) * 24 + hour[index]!] = values[index] ?? null;
  });
  return cells;
}

/** "+6 commits, +1 branch; 5 requests, 3 points, 10 kB in 261 ms". */
export function syncWords(sync: Sync): string {
  const requests = counted(sync.requests.git + sync.requests.rest + sync.requests.graphql, "request");
  const points = counted(Math.round(sync.points.rest + sync.points.graphql), "point");
  const took = sync.seconds < 1 ? `${Math.round(sync.seconds * 1000)} ms` : duration(sync.seconds);
  return `${broughtWords(sync.new)}; ${requests}, ${points}, ${bytes(sync.bytes)} in ${took}`;
}

/** A stored share: never "100 %" while something is missing. */
export function coverageWords(share: number | null | undefined): string {
  if (share === null || share === undefined) return "–";
  return share >= 1 ? "100 %" : `${Math.min(99, Math.floor(share * 100))} %`;
}

/** Whether lines and reviews are unknown although there are pull requests to know them of. */
export function lacksReviews(flow: components["schemas"]["pull_flow"] | null | undefined): boolean {
  return (
    flow !== null && flow !== undefined && flow.opened > 0 && flow.first_review_p50_s === null && flow.size_p50 === null
  );
}
