// Several projects beside each other: on one axis of dates or of ages, counted, against their own beginning, or for
// each active person. The first project is the reference.
//
//   const shown = alignedSeries(parts, { by: "date", interval: "week", zone, since, until, now });
//   shown.frame, shown.values[place]      one list of values for each project
import { DAY_MS, type Interval } from "./calendar.ts";
import { delta, duration, UNKNOWN } from "./numbers.ts";
import { ageFrame, flowValues, followedFrom, type Frame, frameOf, stockValues, type Value } from "./series.ts";

export const MOST = 8;
/** More lines than this in one chart can't be told apart. */
export const MOST_IN_ONE = 5;

export type By = "date" | "age";
export type Per = "count" | "index" | "person";

/** What the API tells of one project. */
export interface Part {
  start: readonly string[];
  values: readonly Value[];
  /** Of how many things each value is. */
  n?: readonly Value[] | undefined;
  source?: readonly (string | null)[] | undefined;
  /** Whether buckets that the API left out are 0. */
  flow: boolean;
  /** The first commit, in ms; undefined where it is not known. */
  first: number | undefined;
}

export interface Alignment {
  by: By;
  interval: Interval;
  zone: string;
  /** ms; undefined from the beginning on. */
  since: number | undefined;
  /** Where the range ends, in ms; the present at most. */
  until: number;
  now: number;
}

export interface Aligned {
  frame: Frame;
  values: Value[][];
  n: (Value[] | undefined)[];
  thinBefore: number[];
  partialFirst: boolean;
  partialLast: boolean;
}

const lengthOf = (frame: Frame) => frame.start[1] ?? frame.end;

/** A day, of which some are UTC's and others the zone's. */
const HALF_DAY_MS = DAY_MS / 2;

/** Buckets of calendars differ in length by days, those of ages don't: one that begins a little early is meant too. */
function ageValues(frame: Frame, part: Part, column: readonly Value[], now: number): Value[] {
  const { first, start, flow } = part;
  if (first === undefined) return frame.start.map(() => null);
  const length = lengthOf(frame);
  const early = part.source === undefined ? length / 3 : HALF_DAY_MS;
  // The bucket of the present is not over, and the lines end at different places: it is left out.
  const known = Math.min(frame.start.length, Math.floor((now - first) / length));
  const filled: Value[] = frame.start.map((_, index) => (flow && index < known ? 0 : null));
  start.forEach((text, index) => {
    const age = Math.floor((Date.parse(text) - first + early) / length);
    if (age >= 0 && age < known) filled[age] = column[index] ?? null;
  });
  return filled;
}

function alignedByAge(parts: readonly (Part | undefined)[], { interval, since, until, now }: Alignment): Aligned {
  const ages = parts.flatMap((part) => (part?.first === undefined ? [] : [now - part.first]));
  const longest = Math.min(Math.max(DAY_MS, ...ages), since === undefined ? Infinity : until - since);
  const frame = ageFrame(interval, longest);
  const none = frame.start.map(() => null);
  return {
    frame,
    values: parts.map((part) => (part === undefined ? none : ageValues(frame, part, part.values, now))),
    n: parts.map((part) => (part?.n === undefined ? undefined : ageValues(frame, part, part.n, now))),
    thinBefore: parts.map(() => 0),
    partialFirst: false,
    partialLast: false,
  };
}

export function alignedSeries(parts: readonly (Part | undefined)[], alignment: Alignment): Aligned {
  if (alignment.by === "age") return alignedByAge(parts, alignment);
  const { interval, zone, since, until, now } = alignment;
  const starts = parts.flatMap((part) => (part?.start[0] === undefined ? [] : [Date.parse(part.start[0])]));
  const from = since ?? Math.min(until - DAY_MS, ...starts);
  const frame = frameOf(interval, zone, from, until);
  const none = frame.start.map(() => null);
  const fill = (part: Part, column: readonly Value[]) =>
    part.flow
      ? flowValues(frame, part.start, column, since === undefined ? part.first : undefined)
      : stockValues(frame, part.start, column);
  return {
    frame,
    values: parts.map((part) => (part === undefined ? none : fill(part, part.values))),
    n: parts.map((part) => (part?.n === undefined ? undefined : fill(part, part.n))),
    thinBefore: parts.map((part) => (part?.source === undefined ? 0 : followedFrom(frame, part.start, part.source))),
    // The last day of a week is the same, whenever the range begins.
    partialFirst: since !== undefined && frame.start[0]! < since
      && parts.some((part) => part !== undefined && part.source === undefined),
    partialLast: Math.min(until, now) < frame.end,
  };
}

/** Against their own beginning, which is 100: the first value above 0, of counts the mean of the first quarter. */
export function indexed(values: readonly Value[], flow: boolean): Value[] {
  const known = values.filter((value) => value !== null);
  const quarter = known.slice(0, Math.max(1, Math.ceil(known.length / 4)));
  const mean = quarter.reduce((sum, value) => sum + value, 0) / quarter.length;
  const base = (flow ? mean : known.find((value) => value > 0)) || null;
  return values.map((value) => (value === null || base === null ? null : (value / base) * 100));
}

/** For each active person of the same bucket; unknown where nobody was active. */
export function perPerson(values: readonly Value[], people: readonly Value[]): Value[] {
  return values.map((value, index) => {
    const count = people[index] ?? null;
    return value === null || count === null || count === 0 ? null : value / count;
  });
}

/** Percentiles and people over a longer bucket than commits: a day or a week has too few of them. */
export function coarser(interval: Interval): Interval {
  return interval === "hour" ? "day" : interval === "day" ? "week" : "month";
}

/** The highest value of all, for one axis in several charts. */
export function topOf(lists: readonly (readonly Value[])[]): number | undefined {
  let top = -Infinity;
  for (const values of lists) for (const value of values) if (value !== null && value > top) top = value;
  return top === -Infinity ? undefined : top;
}

/** How a value differs from that of the reference. */
export function difference(value: Value | undefined, reference: Value | undefined, unit: "number" | "seconds"): string {
  if (value === null || value === undefined || reference === null || reference === undefined) return UNKNOWN;
  const change = value - reference;
  if (unit === "number") return delta(change, reference);
  if (change === 0) return "±0";
  return change > 0 ? `+${duration(change)}` : duration(change);
}

export function sumOf(values: readonly Value[] | undefined): Value {
  return values === undefined ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** The last value that is known. */
export function lastOf(values: readonly Value[] | undefined): Value {
  return values?.findLast((value) => value !== null) ?? null;
}

/** The first day that this server observed. */
export function seenSince(part: Part | undefined): string | undefined {
  const index = part?.source?.findIndex((source) => source === "observed") ?? -1;
  return index < 0 ? undefined : part?.start[index];
}

/** «acme/graph» from a name, a web address or a git address; undefined of anything else. */
export function nameIn(text: string): string | undefined {
  const found =
    /^(?:(?:https?|ssh|git):\/\/(?:[^/@]*@)?[^/]+\/|git@[^:]+:)?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(text.trim());
  return found?.[1];
}

/** The case of names says nothing. */
export const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export function withProject(projects: readonly string[], name: string): string[] {
  return projects.some((one) => same(one, name)) || projects.length >= MOST ? [...projects] : [...projects, name];
}

export function withoutProject(projects: readonly string[], name: string): string[] {
  return projects.filter((one) => !same(one, name));
}

/** With this project as the reference. */
export function withFirst(projects: readonly string[], name: string): string[] {
  return [...projects.filter((one) => same(one, name)), ...withoutProject(projects, name)];
}

