// From the buckets of the API to what a chart draws. The API leaves empty buckets out: of what is counted (commits,
// merges) they are 0, of what is observed (stars, issues) they are unknown, null.
//
//   const frame = frameOf("week", "Europe/Berlin", since, until);
//   const series = [{ name: "commits", values: flowValues(frame, data.start, data.commits) }];
import { DAY_MS, endOf, HOUR_MS, type Interval, periodName, periodsFrom } from "./calendar.ts";

export type Value = number | null;

export interface Series {
  name: string;
  /** One a bucket; null where nobody knows: a gap, never 0. */
  values: readonly Value[];
  /** 1 to 5: solid, 6-3, 2-2, 8-2-2-2, 1-3. Its place among the series where not given. */
  dash?: 1 | 2 | 3 | 4 | 5;
  /** 1 to 5: the token --series-N. Its place among the series where not given. */
  colour?: 1 | 2 | 3 | 4 | 5;
  /** A line that accompanies another one: p75 beside p50. */
  thin?: boolean;
  /** Values before this bucket come from GitHub's star history, before the project was followed: drawn thinner. */
  thinBefore?: number;
  /** How many things each value is of: below five it is a dot and no line. */
  n?: readonly Value[];
}

/** The buckets of a chart, all of them, in order. */
export interface Frame {
  /** Beginnings, in ms. */
  start: readonly number[];
  /** Where the last one ends. */
  end: number;
  interval: Interval;
  zone: string;
  /** Whether beginnings are ages, in ms since a first commit. */
  age?: boolean;
}

const AGE_MS: Record<Interval, number> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 30.4375 * DAY_MS };

/** Buckets of equal length from age 0 on, enough to hold `longest` ms. */
export function ageFrame(interval: Interval, longest: number): Frame {
  const length = AGE_MS[interval];
  const start = Array.from({ length: Math.max(1, Math.ceil(longest / length)) }, (_, index) => index * length);
  return { start, end: start.length * length, interval, zone: "UTC", age: true };
}

/** What a bucket is called: «Week of 16 Nov 2026», or «Week 12». */
export function bucketName(frame: Frame, index: number): string {
  if (frame.age !== true) return periodName(frame.start[index]!, frame.interval, frame.zone);
  return `${frame.interval.charAt(0).toUpperCase()}${frame.interval.slice(1)} ${index + 1}`;
}

/** All buckets from that of `since` until that before `until`, both in ms. */
export function frameOf(interval: Interval, zone: string, since: number, until: number): Frame {
  const start = periodsFrom(Math.min(since, until - 1), until, interval, zone);
  return { start, end: endOf(start.at(-1)!, interval, zone), interval, zone };
}

/** The bucket in which a moment lies; -1 outside of all. */
export function bucketAt(frame: Frame, time: number): number {
  if (time >= frame.end || frame.start.length === 0) return -1;
  let low = 0;
  let high = frame.start.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (frame.start[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether the last bucket is not over yet. */
export function isPartial(frame: Frame, now: number): boolean {
  return now < frame.end;
}

/** Counts: a bucket that the API left out is 0; before `since` (first commit, first day known) nothing is known. */
export function flowValues(frame: Frame, start: readonly string[], values: readonly Value[],
  since = -Infinity): Value[] {
  const filled: Value[] = frame.start.map((_, index) => ((frame.start[index + 1] ?? frame.end) > since ? 0 : null));
  place(frame, start, values, filled);
  return filled;
}

/** Observations (and percentiles): a bucket that the API left out is unknown. Dates are days of UTC. */
export function stockValues(frame: Frame, start: readonly string[], values: readonly Value[]): Value[] {
  const filled: Value[] = frame.start.map(() => null);
  place(frame, start, values, filled);
  return filled;
}

function place(frame: Frame, start: readonly string[], values: readonly Value[], filled: Value[]): void {
  start.forEach((text, index) => {
    const bucket = bucketAt(frame, Date.parse(text));
    if (bucket >= 0) filled[bucket] = values[index] ?? null;
  });
}

/** The first bucket that was observed by this server and not taken from GitHub's star history. */
export function followedFrom(frame: Frame, start: readonly string[], source: readonly (string | null)[]): number {
  const index = source.findIndex((one) => one === "observed");
  if (index < 0) return source.some((one) => one !== null) ? frame.start.length : 0;
  return Math.max(0, bucketAt(frame, Date.parse(start[index]!)));
}

/** The first bucket with a value; the number of buckets where there is none. */
export function firstKnown(values: readonly Value[]): number {
  const index = values.findIndex((value) => value !== null);
  return index < 0 ? values.length : index;
}

export interface SentenceOptions {
  /** Whether the last bucket is not over yet: it is left out of the comparison. */
  partialLast?: boolean;
  /** Prints a value. */
  print: (value: number) => string;
  flow: boolean;
}

const SPAN: readonly [number, string][] =
  [[700, "years"], [350, "a year"], [50, "months"], [25, "a month"], [0, "days"]];

function spanWords(days: number): string {
  const [, words] = SPAN.find(([least]) => days >= least)!;
  if (words === "years") return `${Math.round(days / 365)} years`;
  if (words === "months") return `${Math.round(days / 30.4)} months`;
  return words === "days" ? `${Math.max(1, Math.round(days))} days` : words;
}

/** «Commits a week rose from 20 to 41 in a year». Of counts, the mean of the first tenth with that of the last. */
export function sentence(name: string, frame: Frame, values: readonly Value[], options: SentenceOptions): string {
  const known: number[] = [];
  const count = values.length - (options.partialLast === true ? 1 : 0);
  for (let index = 0; index < count; index += 1) if (values[index] !== null) known.push(index);
  if (known.length === 0) return `${name}: nothing known yet`;
  const take = options.flow ? Math.max(1, Math.floor(known.length / 10)) : 1;
  const mean = (some: readonly number[]) => some.reduce((sum, index) => sum + values[index]!, 0) / some.length;
  const [before, after] = [mean(known.slice(0, take)), mean(known.slice(-take))];
  const [first, last] = [options.print(before), options.print(after)];
  const days = ((frame.start[known.at(-1)! + 1] ?? frame.end) - frame.start[known[0]!]!) / DAY_MS;
  if (known.length === 1
    || first === last) return `${name}: ${last}${known.length === 1 ? "" : `, as ${spanWords(days)} before`}`;
  return `${name} ${after > before ? "rose" : "fell"} from ${first} to ${last} in ${spanWords(days)}`;
}
