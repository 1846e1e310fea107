// The range of time that a page is about, as its address says it: `7d 30d 90d 1y 2y 5y all`, or two dates `A..B` that both
// belong to it.
//
//   readRange("90d", now, zone)  ->  { since: "2026-08-29", until: undefined, days: 90, label: "90 d" }
//
// Dates are days of the zone. A named range has so many days of the calendar, and today is the last of them: the rule of
// the API's windows, badges and charts, so that one name gives one number everywhere. A year has 365¼ days, rounded down.
import { DAY_MS, dateIn } from "./calendar.ts";
import { dayText } from "./times.ts";

export interface Range {
  /** A date as the API takes it; undefined from the beginning on. */
  since: string | undefined;
  /** The last day; undefined up to now. */
  until: string | undefined;
  /** How many; Infinity for all. */
  days: number;
  label: string;
}

export const RANGES = ["7d", "30d", "90d", "1y", "2y", "5y", "all"] as const;
export type Interval = "hour" | "day" | "week" | "month";

const FALLBACK = "1y";
const YEAR_DAYS = 365.25;
const DATES = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)?$/;

// Calendar days are counted at midnight UTC, where every day has 24 hours, whatever the zone.
function numberOf(day: string): number {
  return Date.parse(day) / DAY_MS;
}

function dayOf(number: number): string {
  return dateIn(number * DAY_MS, "UTC");
}

/** False for days that no calendar has, such as February 30. */
export function isDay(day: string): boolean {
  const number = /^\d{4}-\d\d-\d\d$/.test(day) ? numberOf(day) : Number.NaN;
  return !Number.isNaN(number) && dayOf(number) === day;
}

/** The authors' own clocks have no today of their own: that of the reader counts. */
export function todayOf(now: Date, zone: string): string {
  return zone === "author" ? dayText(now) : dayText(now, zone);
}

function readDates(text: string, today: string): Range | undefined {
  const [, from = "", to = today] = DATES.exec(text) ?? [];
  if (!isDay(from) || !isDay(to)) return undefined;
  const [since, until] = from <= to ? [from, to] : [to, from];
  return { since, until, days: numberOf(until) - numberOf(since) + 1, label: `${since} – ${until}` };
}

export function readRange(text: string, now: Date, zone: string): Range {
  if (text === "all") return { since: undefined, until: undefined, days: Infinity, label: "all" };
  const today = todayOf(now, zone);
  const dates = readDates(text, today);
  if (dates !== undefined) return dates;
  const [, count = "", unit = ""] = /^([1-9]\d{0,2})([dy])$/.exec(text) ?? [];
  if (unit === "") return readRange(FALLBACK, now, zone);
  const days = unit === "d" ? Number(count) : Math.floor(Number(count) * YEAR_DAYS);
  return { since: dayOf(numberOf(today) - days + 1), until: undefined, days, label: `${count} ${unit}` };
}

/** The same range in dates, which mean the same tomorrow. */
export function pinnedRange(text: string, now: Date, zone: string): string {
  const { since, until } = readRange(text, now, zone);
  return since === undefined ? text : `${since}..${until ?? todayOf(now, zone)}`;
}

/** The range that lies `steps` of its own length later, or earlier; not later than today. */
export function shiftRange(text: string, steps: number, now: Date, zone: string): string {
  const { since, until } = readRange(text, now, zone);
  if (since === undefined || steps === 0) return text;
  const today = todayOf(now, zone);
  const length = numberOf(until ?? today) - numberOf(since) + 1;
  const last = dayOf(Math.min(numberOf(until ?? today) + steps * length, Math.max(numberOf(today), numberOf(until ?? today))));
  const first = dayOf(numberOf(last) - length + 1);
  const named = RANGES.find((name) => last === today && readRange(name, now, zone).since === first);
  return named ?? `${first}..${last}`;
}

const PER_DAY: Record<Interval, number> = { hour: 24, day: 1, week: 1 / 7, month: 12 / 365.25 };
const LONGEST_DAYS: [Interval, number][] = [["hour", 14], ["day", 400], ["week", 6 * 366], ["month", Infinity]];
const LEAST_PX = 4;

/** The shortest interval that is usual for so many days and leaves each bucket 4 pixels. */
export function chosenInterval(days: number, widthPx: number): Interval {
  for (const [interval, longest] of LONGEST_DAYS) {
    if (days <= longest && days * PER_DAY[interval] * LEAST_PX <= widthPx) return interval;
  }
  return "month";
}
